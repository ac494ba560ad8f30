"""The site as WSGI application."""

import logging
import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lenitive.site.settings")
application = get_wsgi_application()


def _make_ready() -> None:
    """Load what pages need while nobody waits; a fault here is shown by the page that meets it."""
    from django.urls import get_resolver
    from django.utils import timezone

    from lenitive.plan.ready import make_ready

    try:
        get_resolver().url_patterns  # noqa: B018 - imports every view
        make_ready(timezone.localdate())
    except Exception:
        logging.getLogger(__name__).exception("The site could not be made ready ahead of its first page")


Thread(target=_make_ready, name="make ready", daemon=True).start()
