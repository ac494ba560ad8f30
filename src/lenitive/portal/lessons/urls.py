"""Addresses: lessons with exercises that are kept, and the sleep diary."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
