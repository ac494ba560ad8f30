"""Load what pages need while nobody waits, and keep it out of the way of the pages."""

from __future__ import annotations

import gc
import logging
from pathlib import Path

from django.apps import apps
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils import timezone

_OURS = "lenitive."
# Objects made since before the collector looks at the young ones, and looks at these before it looks at all.
# A page makes about 50,000 and drops nearly all of them; what is in a circle may wait for a few pages.
_THRESHOLDS = (10_000, 20, 20)


def try_to_make_ready() -> None:
    """Make this process ready; a fault here is written into the log, and shown by the page that meets it."""
    try:
        from lenitive.plan.ready import make_ready  # here: a server answers before all of this is loaded

        get_resolver().url_patterns  # noqa: B018 - imports every view
        make_ready(timezone.localdate())
        for name in our_templates():
            get_template(name)
    except Exception:
        logging.getLogger(__name__).exception("The site could not be made ready ahead of its first page")
    keep_for_good()


def our_templates() -> list[str]:
    """The names of the templates of our own apps."""
    names = []
    for app in apps.get_app_configs():
        folder = Path(app.path) / "templates"
        if app.name.startswith(_OURS):
            names += [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.html"))]
    return names


def keep_for_good() -> None:
    """Take what is loaded by now out of the collector's walks, since it stays as long as the process.

    Rules, tables and templates are 200,000 objects: a walk over them all would stop a page for 100 ms.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
