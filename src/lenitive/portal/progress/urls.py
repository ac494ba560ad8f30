"""Addresses: my progress: what I can do now, my goals, my plan, my medicines, my documents."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
