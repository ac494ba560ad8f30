"""Addresses: the body map: where it hurts, how much and how, then and now."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
