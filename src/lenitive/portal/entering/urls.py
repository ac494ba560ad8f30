"""Addresses: the door."""

from django.urls import path

from lenitive.portal.entering import views

urlpatterns = [path("me/enter/", views.enter, name="enter")]
