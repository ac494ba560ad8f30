"""Addresses: what to do now, and who in the clinic watches over answers that cannot wait."""

from django.urls import path

from lenitive.portal.safety import staff_views, views

urlpatterns = [
    path("me/now/", views.now, name="now"),
    path("portal-watch/", staff_views.watches, name="watches"),
    path("portal-watch/<int:pk>/end/", staff_views.end, name="watch_end"),
]
