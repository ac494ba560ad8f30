"""Make the site ready in this process: settings chosen, store made or brought up to date."""

from __future__ import annotations

import os

SETTINGS = "lenitive.site.settings"


def ready_store() -> None:
    """Set Django up and bring the store's tables up to date; safe to call again."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
