"""Addresses: what is mine: helpers, consent, who looked, everything to take away, to share, to leave."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
