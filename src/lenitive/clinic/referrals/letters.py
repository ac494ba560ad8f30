"""The letters of a referral, in words: received, triaged, more asked, sent on, declined, records, reminder.

Each is kept as it was made and never overwritten; a decision that is taken back marks its letter. The paper
is set by `plan/papers`; notes and letters of a person find them through `told.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.models import Referral, ReferralLetter, ReferralStep
from lenitive.desk.models import Patient
from lenitive.knowledge.visits.referrals import URGENCIES, referrals
from lenitive.reason.story.words import day_words

KINDS = ("received", "triaged", "more", "redirected", "declined", "records", "reminder")


class Part(NamedTuple):
    """Lines under a heading."""

    title: str
    lines: tuple[str, ...]


class Asked(NamedTuple):
    """What a letter is made of beside the referral."""

    reason: str = ""
    advice: str = ""
    items: Sequence[str] = ()


def write_letter(
    referral: Referral,
    kind: str,
    who: str,
    *,
    step: ReferralStep | None = None,
    to: str = "",
    reason: str = "",
    advice: str = "",
    items: Sequence[str] = (),
) -> ReferralLetter:
    """Make a letter of a kind and keep its words. to : left out for the referrer."""
    parts = letter_parts(referral, kind, Asked(reason, advice, items))
    return ReferralLetter.objects.create(
        referral=referral,
        kind=kind,
        made_at=timezone.now(),
        made_by=who,
        to=to or referrer_of(referral),
        subject=subject_of(referral, kind),
        sections=[[part.title, list(part.lines)] for part in parts if part.lines],
        step=step,
    )


def referrer_of(referral: Referral) -> str:
    """Who referred, with the practice."""
    return ", ".join(each for each in (referral.referrer, referral.practice) if each)


def subject_of(referral: Referral, kind: str) -> str:
    """What the letter is about, in a line."""
    what = {
        "received": _("Your referral is here"),
        "triaged": _("Your referral is accepted"),
        "more": _("Your referral: we need to know more"),
        "redirected": _("Your referral is sent on"),
        "declined": _("Your referral: our advice"),
        "records": _("Request for earlier records"),
        "reminder": _("Reminder: request for earlier records"),
    }[kind]
    return f"{what}: {person_of(referral)}"


def person_of(referral: Referral) -> str:
    """The person's name and birth date as known here, else as the referral says."""
    row = None
    if referral.patient_id:
        row = Patient.objects.filter(patient_id=referral.patient_id).first()
    name = getattr(row, "name", "") or referral.name or _("a person whose name we do not have")
    born = getattr(row, "birth_date_low", None)
    exact = born is not None and born == getattr(row, "birth_date_high", None)
    day = day_words(born) if born is not None and exact else str(referral.person.get("birth") or "")
    return _("%(name)s, born %(day)s") % {"name": name, "day": day} if day else name


def letter_parts(referral: Referral, kind: str, asked: Asked) -> tuple[Part, ...]:
    """The words of a letter of a kind."""
    makers = {
        "received": _received,
        "triaged": _triaged,
        "more": _more,
        "redirected": _declined,
        "declined": _declined,
        "records": _records,
        "reminder": _records,
    }
    return tuple(Part(title, tuple(lines)) for title, lines in makers[kind](referral, asked, kind))


Parts = Iterator[tuple[str, Iterable[str]]]


def _received(referral: Referral, _asked: Asked, _kind: str) -> Parts:
    yield (
        _("Your referral"),
        (
            _("Your referral came to us on %s. Thank you.") % day_words(referral.came_on),
            _("A clinician looks at it by %s and decides how soon we see the person.")
            % day_words(referral.triage_due),
        ),
    )
    yield _("If it gets worse"), _emergency()
    missing = [each.what for each in referrals().records.values()]
    yield _("What helps us, as far as you have it"), missing


def _emergency() -> tuple[str, ...]:
    return (
        _(
            "An emergency never waits for us: new numbness between the legs, trouble with bladder or bowels, "
            "growing weakness, fever with back pain, or thoughts of suicide need help today."
        ),
        _("If anything changes, call us; we can see the person sooner."),
    )


def _triaged(referral: Referral, asked: Asked, _kind: str) -> Parts:
    urgency = referrals().urgencies[referral.urgency or URGENCIES[-1]]
    due = day_words(referral.due) if referral.due else ""
    when = _("We plan to see the person by %s.") % due
    if urgency.id == URGENCIES[0]:
        when = _("This cannot wait for a visit with us: the person needs help today. We call you about it.")
    lines = [_("We have accepted your referral. Its urgency is: %s.") % urgency.label.lower(), when]
    yield _("What we decided"), [*lines, *([asked.reason] if asked.reason else [])]
    yield (
        _("Until then"),
        (
            _("Please go on with the treatment that helps. Nothing should be stopped suddenly."),
            _("The person gets a sheet from us on what helps while waiting."),
        ),
    )
    yield _("If it gets worse"), _emergency()


def _more(referral: Referral, asked: Asked, _kind: str) -> Parts:
    yield _("What we need"), (_("Before we can decide about your referral, we need to know:"), asked.reason)
    yield _("If it gets worse"), _emergency()


def _declined(referral: Referral, asked: Asked, kind: str) -> Parts:
    first = (
        _("We think that another service fits better, and propose to send the referral there.")
        if kind == "redirected"
        else _("We have looked at your referral, and do not plan a visit with us now.")
    )
    yield _("What we decided"), (first, _("Why: %s") % asked.reason)
    yield _("Our advice"), [line for line in asked.advice.splitlines() if line.strip()]
    yield _("If it gets worse"), (*_emergency(), _("You can refer again at any time."))


def _records(referral: Referral, asked: Asked, kind: str) -> Parts:
    first = _("We prepare a first visit and ask you for these records:")
    if kind == "reminder":
        first = _("We asked you for these records, and have no answer yet:")
    yield _("What we ask"), (first,)
    yield _("Please send"), asked.items
    yield _("If you do not have it"), (_("If you do not have one of them, please tell us who may."),)
