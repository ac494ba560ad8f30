"""Addresses of notes and letters."""

from django.urls import path

from lenitive.clinic.notes import lists, signed, writing

_ONE = "people/<str:patient_id>/notes/<int:pk>/"

urlpatterns = [
    path("notes/", lists.waiting, name="notes_waiting"),
    path("people/<str:patient_id>/notes/", lists.notes, name="notes"),
    path("people/<str:patient_id>/notes/new/", lists.new_note, name="note_new"),
    path("people/<str:patient_id>/letters/", lists.letters, name="letters"),
    path("people/<str:patient_id>/letters/new/", lists.new_letter, name="letter_new"),
    path(_ONE, signed.note, name="note"),
    path(f"{_ONE}draft/", writing.draft, name="note_draft"),
    path(f"{_ONE}draft.pdf", writing.draft_paper, name="note_draft_pdf"),
    path(f"{_ONE}draft/section/", writing.section, name="note_section"),
    path(f"{_ONE}draft/consent/", writing.consent, name="note_consent"),
    path(f"{_ONE}draft/aside/", writing.discard, name="note_discard"),
    path(f"{_ONE}preview/", writing.preview, name="note_preview"),
    path(f"{_ONE}sign/", writing.sign_note, name="note_sign"),
    path(f"{_ONE}hand-over/", writing.hand, name="note_hand"),
    path(f"{_ONE}amend/", writing.amend, name="note_amend"),
    path(f"{_ONE}versions/", signed.versions, name="note_versions"),
    path(f"{_ONE}versions/<int:number>/", signed.version, name="note_version"),
    path(f"{_ONE}versions/<int:number>.pdf", signed.paper, name="note_pdf"),
    path(f"{_ONE}versions/<int:number>/document.json", signed.document, name="note_document"),
    path(f"{_ONE}versions/<int:number>/reference.json", signed.reference, name="note_reference"),
]
