"""Addresses: questionnaires: what is due, one question at a time, and what the answers say."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
