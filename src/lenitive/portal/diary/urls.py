"""Addresses: the diary in 20 seconds, with and without a connection, and the week that it shows."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
