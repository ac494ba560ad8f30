"""Addresses of referrals: those without a person by their number, the others below their person."""

from django.urls import path

from lenitive.clinic.referrals.views import intake, listing, matching, page, papers, records, triage

_OF = "people/<str:patient_id>/referrals"
urlpatterns = [
    path("referrals/", listing.listed, name="referrals"),
    path("referrals/new/", intake.new, name="referral_new"),
    path("referrals/<int:pk>/", matching.unmatched, name="referral_unmatched"),
    path("referrals/<int:pk>/match/", matching.match, name="referral_match"),
    path("referrals/<int:pk>/facts/", matching.facts, name="referral_own_facts"),
    path("referrals/<int:pk>/ask/", matching.ask, name="referral_own_ask"),
    path("referrals/<int:pk>/letters/<int:item>/", papers.own_letter, name="referral_own_letter"),
    path("referrals/<int:pk>/letters/<int:item>.pdf", papers.own_letter_pdf, name="referral_own_letter_pdf"),
    path(f"{_OF}/", page.of_person, name="person_referrals"),
    path(f"{_OF}/<int:pk>/", page.referral, name="referral"),
    path(f"{_OF}/<int:pk>/decide/", triage.decide, name="referral_decide"),
    path(f"{_OF}/<int:pk>/facts/", triage.facts, name="referral_facts"),
    path(f"{_OF}/<int:pk>/undo/", triage.undo, name="referral_undo"),
    path(f"{_OF}/<int:pk>/unmatch/", matching.unmatch, name="referral_unmatch"),
    path(f"{_OF}/<int:pk>/records/", records.records, name="referral_records"),
    path(f"{_OF}/<int:pk>/keep/", records.keep, name="referral_keep"),
    path(f"{_OF}/<int:pk>/letters/<int:item>/", papers.letter, name="referral_letter"),
    path(f"{_OF}/<int:pk>/letters/<int:item>.pdf", papers.letter_pdf, name="referral_letter_pdf"),
    path(f"{_OF}/<int:pk>/while-waiting/", papers.sheet, name="referral_sheet"),
    path(f"{_OF}/<int:pk>/while-waiting.pdf", papers.sheet_pdf, name="referral_sheet_pdf"),
]
