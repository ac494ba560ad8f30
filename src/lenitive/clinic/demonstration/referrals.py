"""Referrals of the demonstration: a danger told, without a person, waiting, late, and sent on."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from lenitive.clinic.decisions.written import new_token
from lenitive.clinic.models import CameBy, Referral, ReferralFact
from lenitive.clinic.referrals import deciding, facts, records, steps
from lenitive.clinic.referrals.intake import Arrived, take_in
from lenitive.desk.models import Clinic, Staff

_DANGER = """{day}

Re: {name}

Dear colleagues,

Thank you for seeing this person with chronic low back pain, now with sciatica. There is progressive leg
weakness since two weeks, and new difficulty passing urine. No fever. Takes oxycodone 10 mg three times a day
and gabapentin 300 mg twice daily. Previously tried duloxetine, not tolerated. Physical therapy gave
some relief.

Would you please consider an epidural injection?

Yours sincerely,
Dr Peter Hall
Harbour Practice, 3 Quay Street
"""
_NOBODY = """To the pain clinic

Patient: Mrs Rosa Lindquist, born 03/04/1968
Tel: 555 010 2277

This lady has had neck pain and migraine for years. Acupuncture helped a little. She takes sumatriptan
as needed. Her sister has fibromyalgia. Please advise on what she could do herself.

Kind regards,
Nurse Ada Lind
"""
_WORK = "Off work since spring; the employer asks for a plan. Injections were asked for by the person."


def refer_some() -> None:
    """Write the referrals of the last months, each by whoever does that at the clinic."""
    desk, physician = (Staff.objects.get(username=name) for name in ("coordinator", "physician"))
    clinic = Clinic.objects.filter(staff=desk).first()
    today = timezone.localdate()
    _told(desk, clinic, today)
    _letter(None, _NOBODY, desk, clinic, today - timedelta(days=1))
    waiting = _form("teresa-vidal", desk, clinic, today - timedelta(days=20), _WORK)
    _decide(waiting, physician, "accept_changed", urgency="soon", reason="The job is at stake.")
    _ask_for_records(waiting, desk, today)
    late = _form("helen-zhou", desk, clinic, today - timedelta(days=45), "What can replace the opioid?")
    _decide(late, physician, "accept", reason="")
    sent_on = _form("oskar-wolff", desk, clinic, today - timedelta(days=3), "Is the hip the cause?")
    _decide(
        sent_on,
        physician,
        "redirect",
        reason="The hip has not been examined yet.",
        advice="Orthopaedics first.\nWalking as far as is easy, every day.",
    )


def _told(desk: Staff, clinic: Clinic | None, today: date) -> None:
    """A letter that may tell of a danger, one fact of it confirmed."""
    letter = _DANGER.format(day=f"{today - timedelta(days=2):%d %B %Y}", name="Owen Gallagher")
    referral = _letter("owen-gallagher", letter, desk, clinic, today)
    known = ReferralFact.objects.filter(referral=referral, what="gabapentin").values_list("pk", flat=True)
    facts.answer(referral, Staff.objects.get(username="nurse"), confirmed=list(known))


def _letter(patient_id: str | None, letter: str, desk: Staff, clinic: Clinic | None, day: date) -> Referral:
    name = "Rosa Lindquist" if patient_id is None else ""
    arrived = Arrived(
        token=new_token(),
        came_by=CameBy.LETTER,
        came_on=day,
        patient_id=patient_id,
        person={"name": name} if name else {},
        letter=letter,
        referrer="Nurse Ada Lind" if patient_id is None else "Dr Peter Hall",
        pays="insurance",
    )
    return take_in(arrived, desk, clinic=clinic)[0]


def _form(patient_id: str, desk: Staff, clinic: Clinic | None, day: date, question: str) -> Referral:
    arrived = Arrived(
        token=new_token(),
        came_by=CameBy.FORM,
        came_on=day,
        patient_id=patient_id,
        referrer="Dr Julia Frost",
        practice="Market Street Surgery",
        reach="fax 555 010 9921",
        question=question,
        pays="insurance",
    )
    return take_in(arrived, desk, clinic=clinic)[0]


def _decide(
    referral: Referral, by: Staff, decision: str, *, reason: str, urgency: str = "", advice: str = ""
) -> None:
    told = deciding.Said(decision, new_token(), urgency, reason, advice, opens=False)
    deciding.decide(referral, told, by)


def _ask_for_records(referral: Referral, desk: Staff, today: date) -> None:
    """Asked twelve days ago and not answered, and the sheet was given."""
    records.ask(referral, ["imaging", "operative", "therapy"], "Dr Julia Frost", desk)
    referral.records.update(asked_on=today - timedelta(days=12))
    words = "The sheet for the time of waiting was given"
    steps.change(referral, {"education_at": timezone.now()}, "education", words, desk)
