"""Addresses: the body map: where it hurts, how much and how, then and now."""

from django.urls import path

from lenitive.portal.body import views

urlpatterns = [
    path("me/body/", views.body, name="body"),
    path("me/body/copy/", views.copy, name="body_copy"),
    path("me/body/at/<str:region>/", views.place, name="body_place"),
    path("me/body/then/", views.then, name="body_then"),
]
