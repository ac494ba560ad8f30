"""Notes and letters of the demonstration: an amended note, a draft that waits, two letters."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone

from lenitive.clinic.models import Note, NoteChange, NoteDraft
from lenitive.clinic.notes import drafts
from lenitive.clinic.notes.readiness import YES, ask_consent
from lenitive.clinic.notes.signing import Wish, sign
from lenitive.clinic.notes.tell import tell_signed
from lenitive.desk.models import Patient, Staff
from lenitive.knowledge.visits.notes import NoteKind, note_kinds

_SCIATICA, _OFF_WORK = "rosa-lindqvist", "samir-choudhury"
_DONE = {
    "found": "- Nerve root block at L5 on the left, under X-ray with contrast; no complication\n"
    "- Walked out after 40 minutes; strength and feeling in both legs as before",
    "why": "- Leg pain in the same strip for 14 months; sitting is limited to 20 minutes\n"
    "- Goal: work a whole morning at the desk",
    "plan": "- Pain diary for 8 hours, then on day 14 (Rosa Lindqvist)\n"
    "- Call on day 14: relief, walking, sitting (Marit Olsen)\n"
    "- Graded activity goes on; no rest after today (Kwame Adjei)",
}
_RIGHT = {key: text.replace("on the left", "on the right") for key, text in _DONE.items()}
_SLIP = "The block was on the right, as the consent and the X-ray show; left was a slip of the tongue."
_REFERRER = {
    "to": "Dr Karin Holm\nPractice at the Bridge\n4 Bridge Street",
    "we_ask": "- Please go on with duloxetine, and do not renew lorazepam without us: together with "
    "oxycodone it can stop the breath\n- Please hand out naloxone, and show somebody at home how to use it",
}
_FOLLOW_UP = {
    "found": "- Afraid that bending will tear the disc; bent and lifted a bag twice here, without more pain\n"
    "- Agreed: walks of 10 minutes twice a day, three minutes more each week",
    "why": "- Fear of moving is high and has not changed; the scans show nothing that forbids movement",
    "plan": "- Walks, and a line a day in the diary (Samir Choudhury)\n"
    "- Exercises once a week, begun with bending (Kwame Adjei)\n"
    "- Talk with the employer about two mornings a week, once he agrees (Grace Adeyemi)",
}
_WORK = {
    "to": "Human resources\nHarbour Logistics\n1 Quay Road",
    "answer": "Samir Choudhury can work 4 hours a day on 3 days a week, with the adjustments below, "
    "until {until}.",
    "can": "- Sit: 30 minutes at a time\n- Stand: 20 minutes at a time\n- Walk: 20 minutes at a time\n"
    "- Lift and carry: 5 kg, up to 10 times a day\n- Concentrate without a pause: 45 minutes",
    "adjust": "- Pauses: 5 minutes after every 30 minutes\n"
    "- Change between sitting and standing: whenever he likes\n"
    "- Work from home: 1 day a week",
    "until": "This holds until {until}. We look at it again then.",
}


def write_some() -> None:
    """Write them as the pages do, with their events in the trail."""
    people = {each.username: each for each in Staff.objects.filter(demo=True)}
    there = set(Patient.objects.values_list("patient_id", flat=True))
    today = timezone.localdate()
    if _SCIATICA in there:
        note = _signed(_SCIATICA, "procedure", today - timedelta(days=1), people["physician"], _DONE)
        draft = drafts.amend(note, people["physician"])
        _say(draft, _RIGHT, people["physician"])
        _sign(draft, people["physician"], NoteChange.CORRECTION, _SLIP)
        _signed(_SCIATICA, "referrer", today - timedelta(days=1), people["physician"], _REFERRER)
    if _OFF_WORK in there:
        note = _begun(_OFF_WORK, "follow_up", today, people["trainee"], _FOLLOW_UP)
        drafts.hand_over(note, people["trainee"])
        until = f"{today + timedelta(days=42):%d %b %Y}".lstrip("0")
        words = {key: text.format(until=until) for key, text in _WORK.items()}
        _signed(_OFF_WORK, "work", today, people["physician"], words)


def _signed(patient_id: str, kind: str, day: date, staff: Staff, texts: Mapping[str, str]) -> Note:
    note = _begun(patient_id, kind, day, staff, texts)
    known = _kind(kind)
    if known.consent:
        ask_consent(note, known, YES, staff, str(uuid.uuid4()))
    _sign(note.drafts.get(closed_at=None), staff)
    return note


def _begun(patient_id: str, kind: str, day: date, staff: Staff, texts: Mapping[str, str]) -> Note:
    note = drafts.begin(patient_id, _kind(kind), day, staff, str(uuid.uuid4()))
    _say(note.drafts.get(closed_at=None), texts, staff)
    return note


def _say(draft: NoteDraft, texts: Mapping[str, str], staff: Staff) -> None:
    now = dict(draft.parts.values_list("section", "text"))
    drafts.save(draft.pk, {name: drafts.Typed(now[name], text) for name, text in texts.items()}, staff)


def _sign(draft: NoteDraft, staff: Staff, change: str = "", why: str = "") -> None:
    wish = Wish(drafts.seen(draft), str(uuid.uuid4()), change, why)
    version, _is_new = sign(draft.pk, staff, wish)
    tell_signed(None, version)


def _kind(name: str) -> NoteKind:
    found = note_kinds().kind(name)
    if found is None:
        raise LookupError(name)
    return found
