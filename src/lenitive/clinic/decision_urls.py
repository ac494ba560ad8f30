"""Addresses at which staff decide: choices, findings, treatments, medicines, and what became of rules."""

from django.urls import path

from lenitive.clinic.views import choices, copies, decide, findings, medicines, rules

urlpatterns = [
    path("people/<str:patient_id>/choices/", choices.choose, name="choose"),
    path("people/<str:patient_id>/choices/undo/", choices.undo, name="choose_undo"),
    path("people/<str:patient_id>/answers/undo/", findings.undo, name="finding_undo"),
    path("people/<str:patient_id>/options/<str:treatment>/decide/", decide.decide_option, name="decide"),
    path("people/<str:patient_id>/decisions/", decide.decisions, name="decisions"),
    path("people/<str:patient_id>/decisions/undo/", decide.undo, name="decision_undo"),
    path("people/<str:patient_id>/decisions/task/", decide.task, name="plan_task"),
    path("people/<str:patient_id>/medicines/", medicines.medicines, name="medicines"),
    path("people/<str:patient_id>/medicines/mark/", medicines.mark_medicine, name="medicine_mark"),
    path("people/<str:patient_id>/medicines/add/", medicines.add, name="medicine_add"),
    path("people/<str:patient_id>/medicines/allergy/", medicines.allergy, name="allergy_add"),
    path("people/<str:patient_id>/medicines/complete/", medicines.complete, name="list_complete"),
    path("people/<str:patient_id>/medicines/undo/", medicines.undo, name="medicine_undo"),
    path("people/<str:patient_id>/findings/<str:rule_id>/copy/", copies.finding, name="finding_copy"),
    path(
        "people/<str:patient_id>/findings/<str:rule_id>/copy.json", copies.finding_fhir, name="finding_fhir"
    ),
    path("people/<str:patient_id>/options/<str:treatment>/copy/", copies.option, name="option_copy"),
    path("people/<str:patient_id>/options/<str:treatment>/copy.json", copies.option_fhir, name="option_fhir"),
    path("rules/", rules.rules, name="rules"),
    path("rules/<str:rule_id>/", rules.look, name="rule_look"),
]
