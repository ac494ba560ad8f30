"""Addresses of evaluations."""

from django.urls import path

from lenitive.clinic.evaluation import exchange, views

_ONE = "people/<str:patient_id>/evaluation/<int:pk>"
urlpatterns = [
    path("people/<str:patient_id>/evaluation/", views.evaluations, name="evaluations"),
    path(f"{_ONE}/", views.evaluation, name="evaluation"),
    path(f"{_ONE}/part/", views.save_part, name="evaluation_part"),
    path(f"{_ONE}/done/", views.done, name="evaluation_done"),
    path(f"{_ONE}/field/<str:name>/", views.field, name="evaluation_field"),
    path(f"{_ONE}/save/", exchange.save, name="evaluation_save"),
    path(f"{_ONE}/state/", exchange.state, name="evaluation_state"),
    path(f"{_ONE}/first/", exchange.first, name="evaluation_first"),
    path(f"{_ONE}/gone/", exchange.gone, name="evaluation_gone"),
]
