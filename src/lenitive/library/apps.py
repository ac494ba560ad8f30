"""The library as a part of the site."""

from __future__ import annotations

import os

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "lenitive.library"
    label = "library"
    verbose_name = "Library"

    def ready(self) -> None:
        """Refuse an endpoint that is set up wrongly when the site starts, not when somebody asks."""
        if os.environ.get("LENITIVE_REPHRASE_URL"):
            from lenitive.learn.rephrase import Endpoint

            Endpoint.of_environment()
