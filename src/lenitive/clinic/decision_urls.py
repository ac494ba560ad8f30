"""Addresses at which staff decide: choices, findings, treatments, medicines, and what became of rules."""

from django.urls import path

from lenitive.clinic.views import choices, findings, rules

urlpatterns = [
    path("people/<str:patient_id>/choices/", choices.choose, name="choose"),
    path("people/<str:patient_id>/choices/undo/", choices.undo, name="choose_undo"),
    path("people/<str:patient_id>/answers/undo/", findings.undo, name="finding_undo"),
    path("rules/", rules.rules, name="rules"),
    path("rules/<str:rule_id>/", rules.look, name="rule_look"),
]
