"""Make the site ready in this process: settings chosen, store made or brought up to date."""

from __future__ import annotations

import os

from lenitive.errors import ConfigurationError

SETTINGS = "lenitive.site.settings"


def set_up() -> None:
    """Choose the settings and load Django; the store is not touched."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()


def ready_store() -> None:
    """Set Django up and bring the store's tables up to date; safe to call again.

    Raises : ConfigurationError when the store cannot be opened.
    """
    set_up()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import DatabaseError

    try:
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    except DatabaseError as problem:
        raise ConfigurationError(
            f"the store cannot be opened ({str(problem).splitlines()[0]})",
            where=str(settings.DATABASES["default"]["NAME"]),
            do="Check LENITIVE_HOME and LENITIVE_DATABASE.",
        ) from problem
