"""Addresses: what to do now, and who in the clinic watches over answers that cannot wait."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
