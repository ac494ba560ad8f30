"""A letter of a referral as the paper that all letters are set by."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.models import ReferralLetter
from lenitive.clinic.referrals.letters import person_of
from lenitive.plan.papers.note import Earlier, LetterPaper, PaperLine, PaperSection
from lenitive.plan.papers.press import Head
from lenitive.reason.story.words import day_words

_POINTS = frozenset({"records", "reminder", "received"})


def paper_of(letter: ReferralLetter) -> LetterPaper:
    """The words of `templates/letter.typ`; a letter whose decision was taken back says so above all else."""
    day = timezone.localdate(letter.made_at)
    about = person_of(letter.referral)
    kind = _("Letter about a referral")
    head = Head(
        kind=kind,
        title=f"{letter.subject}, {day_words(day)}",
        heading=letter.subject,
        details="",
        foot=f"{about} · {kind} · {day_words(day)}",
        day=(day.year, day.month, day.day),
    )
    return LetterPaper(
        head=head,
        standing=_standing(letter),
        sender=(letter.made_by,),
        to=tuple(each.strip() for each in letter.to.split(",") if each.strip()),
        day=day_words(day),
        about=letter.subject,
        sections=tuple(_section(letter.kind, title, tuple(lines)) for title, lines in letter.sections),
        signatures=(),
        history="",
    )


def _section(kind: str, title: str, lines: tuple[str, ...]) -> PaperSection:
    point = len(lines) > 1 and kind in _POINTS
    return PaperSection(title, (PaperLine(point, lines),))


def _standing(letter: ReferralLetter) -> Earlier | None:
    if letter.taken_back_at is None:
        return None
    return Earlier("replaced", _("The decision of this letter was taken back."), "")
