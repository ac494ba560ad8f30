from __future__ import annotations

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "lenitive.library"
    label = "library"
    verbose_name = "Library"
