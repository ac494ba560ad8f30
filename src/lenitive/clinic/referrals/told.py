"""The letters of referrals for notes and letters of a person: their words as sections."""

from __future__ import annotations

from lenitive.clinic.models import ReferralLetter
from lenitive.clinic.notes.parts import Line, Section


def letters_of(patient_id: str) -> list[ReferralLetter]:
    """The letters of a person's referrals, the newest first."""
    found = ReferralLetter.objects.filter(referral__patient_id=patient_id).select_related("referral")
    return list(found.order_by("-made_at", "-pk"))


def sections(letter_pk: int) -> tuple[Section, ...]:
    """The words of one letter; its subject, addressee and author stand on the letter itself."""
    letter = ReferralLetter.objects.get(pk=letter_pk)
    return tuple(
        Section(f"{letter.kind}_{place}", title, tuple(Line(line) for line in lines))
        for place, (title, lines) in enumerate(letter.sections)
    )
