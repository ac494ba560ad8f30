"""Addresses: pacing, movement and the flare plan."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
