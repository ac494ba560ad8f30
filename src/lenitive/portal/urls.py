"""Addresses of the portal; each part names its own."""

from django.urls import include, path

app_name = "portal"
_PARTS = (
    "home",
    "entering",
    "asked",
    "body",
    "diary",
    "moving",
    "lessons",
    "progress",
    "questions",
    "team",
    "mine",
    "safety",
)
urlpatterns = [path("", include(f"lenitive.portal.{part}.urls")) for part in _PARTS]
