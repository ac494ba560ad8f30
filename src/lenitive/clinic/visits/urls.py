"""Addresses of visits and adverse events."""

from django.urls import path

from lenitive.clinic.visits import event_views, views

urlpatterns = [
    path("events/", event_views.event_counts, name="event_counts"),
    path("people/<str:patient_id>/events/", event_views.events, name="events"),
    path("people/<str:patient_id>/events/new/", event_views.event_new, name="event_new"),
    path("people/<str:patient_id>/visits/", views.visits, name="visits"),
    path("people/<str:patient_id>/visits/open/", views.open_one, name="visit_open"),
    path("people/<str:patient_id>/visits/<int:pk>/", views.visit, name="visit"),
    path("people/<str:patient_id>/visits/<int:pk>/steps/<str:step>/", views.step, name="visit_step"),
    path("people/<str:patient_id>/visits/<int:pk>/field/", views.one_field, name="visit_field"),
    path("people/<str:patient_id>/visits/<int:pk>/close/", views.close_one, name="visit_close"),
    path("people/<str:patient_id>/visits/<int:pk>/relief/", views.relief, name="visit_relief"),
    path("people/<str:patient_id>/visits/<int:pk>/fields/<str:field>/", views.history, name="visit_history"),
    path(
        "people/<str:patient_id>/visits/<int:pk>/fields/<str:field>/correct/",
        views.correct,
        name="visit_correct",
    ),
]
