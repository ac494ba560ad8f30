"""Make the site ready in this process: settings chosen, store made or brought up to date."""

from __future__ import annotations

import os

from lenitive.errors import ConfigurationError

SETTINGS = "lenitive.site.settings"


def ready_store() -> None:
    """Set Django up and bring the store's tables up to date; safe to call again.

    Raises : ConfigurationError when the store cannot be opened.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import DatabaseError

    django.setup()
    try:
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    except DatabaseError as problem:
        raise ConfigurationError(
            f"the store cannot be opened ({str(problem).splitlines()[0]})",
            where=str(settings.DATABASES["default"]["NAME"]),
            do="Check LENITIVE_HOME and LENITIVE_DATABASE.",
        ) from problem
