"""Addresses: what one can do, pacing, and the card for a bad day."""

from django.urls import path

from lenitive.portal.moving import views

urlpatterns = [
    path("me/do/", views.do, name="do"),
    path("me/flare/", views.flare, name="flare"),
    path("me/flare/write/", views.write_flare, name="flare_write"),
    path("me/pacing/", views.activities, name="pacing"),
    path("me/pacing/<int:pk>/", views.paced, name="paced"),
    path("me/pacing/<int:pk>/time/", views.timed, name="paced_time"),
]
