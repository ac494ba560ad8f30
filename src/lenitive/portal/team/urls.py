"""Addresses: the people who treat me: appointments, requests, what I want to say, and that they saw it."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
