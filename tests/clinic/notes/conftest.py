"""One person of the demonstration with decisions of today, and hands that write about them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from lenitive.clinic.models import Entry, Kind, Note, NoteDraft
from lenitive.clinic.notes.drafts import Typed
from lenitive.desk.models import Patient

WHO = "adaeze-nwosu"


@pytest.fixture
def chart(invented) -> None:
    """The person has a chart and a plan; to be named before whoever writes about them."""
    invented(WHO)


@pytest.fixture
def physician(db, signed_in, cares_for):
    """A physician of the care team, signed in; the person has no chart unless the test asks for it."""
    Patient.objects.get_or_create(
        patient_id=WHO, defaults={"row_id": f"Patient/{WHO}#1", "name": "Adaeze Nwosu", "identifier": "N-7"}
    )
    cares_for("physician", WHO)
    return signed_in("physician")


@pytest.fixture
def trainee(physician, signed_in, cares_for):
    """A trainee of the same team, signed in."""
    cares_for("trainee", WHO)
    return signed_in("trainee")


@pytest.fixture
def decision(staff) -> Callable[..., Entry]:
    """A decision of today, with no row of the record."""

    def put(title: str, words: str, kind: Kind = Kind.OPTION, **more: Any) -> Entry:
        person, now = more.pop("who", staff("physician")), timezone.now()
        return Entry.objects.create(
            patient_id=more.pop("patient_id", WHO),
            kind=kind,
            subject=title.lower(),
            title=title,
            answer="yes",
            words=words,
            day=timezone.localdate(now),
            at=now,
            staff=person,
            who=person.name,
            token=str(uuid.uuid4()),
            **more,
        )

    return put


def token() -> str:
    """The mark of a form."""
    return str(uuid.uuid4())


def begun(client: Any, kind: str = "contact", patient_id: str = WHO, **more: str) -> Note:
    """A note that somebody begins on the page."""
    from lenitive.knowledge.visits.notes import note_kinds

    found = note_kinds().kind(kind)
    where = "letters" if found and found.letter else "notes"
    said = {"kind": kind, "day": timezone.localdate().isoformat(), "token": token(), **more}
    answer = client.post(f"/people/{patient_id}/{where}/new/", said)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return Note.objects.get(token=said["token"])


def address(note: Note, rest: str = "") -> str:
    """Where the pages of a note are."""
    return f"/people/{note.patient_id}/notes/{note.pk}/{rest}"


def draft_of(note: Note) -> NoteDraft:
    """Its open draft."""
    return note.drafts.get(closed_at=None)


def write(client: Any, note: Note, *, go: str = "stay", **texts: str) -> Any:
    """Type texts into sections, from what they say now."""
    draft = draft_of(note)
    said = {"draft": draft.pk, "go": go}
    for part in draft.parts.filter(section__in=list(texts)):
        said |= {f"base-{part.section}": part.text, f"text-{part.section}": texts[part.section]}
    return client.post(address(note, "draft/"), said)


def fill(client: Any, note: Note) -> None:
    """Fill every blank of a draft, as somebody does who has the answers."""
    texts = {part.section: part.text.replace("____", "30") for part in draft_of(note).parts.all()}
    write(client, note, **texts)


def sign(client: Any, note: Note, **more: Any) -> Any:
    """Read a draft and sign it."""
    page = client.get(address(note, "preview/"))
    said = {
        "draft": page.context["draft"].pk,
        "seen": page.context["seen"],
        "token": page.context["token"],
        **more,
    }
    return client.post(address(note, "sign/"), said)


def signed(client: Any, kind: str = "contact", **texts: str) -> Note:
    """A note that was written and signed."""
    note = begun(client, kind)
    fill(client, note)
    if texts:
        write(client, note, **texts)
    answer = sign(client, note)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return note


def amended(
    client: Any, note: Note, change: str = "correction", why: str = "It was the left side.", **texts: str
) -> Any:
    """Amend a signed note and sign that."""
    client.post(address(note, "amend/"))
    write(client, note, **texts)
    return sign(client, note, change=change, why=why)


def typed(base: str, text: str) -> Typed:
    """What somebody typed."""
    return Typed(base, text)
