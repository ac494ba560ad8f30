"""Addresses: the first page of a person."""

from django.urls import path

from lenitive.portal.home import views

urlpatterns = [path("me/", views.home, name="home")]
