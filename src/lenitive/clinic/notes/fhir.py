"""A signed version for other systems: a FHIR R4 document, and a DocumentReference that carries its PDF.

Ids are made of the hash of the version, so that the same version is the same resource wherever it arrives.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import orjson

from lenitive.clinic.decisions.resources import Resource, concept
from lenitive.clinic.models import Note
from lenitive.clinic.notes.reading import Hand, Reading, ReadSection
from lenitive.clinic.notes.standing import Shown
from lenitive.desk.store import raw_resource
from lenitive.knowledge.instruments import LABEL_FORMS
from lenitive.knowledge.visits.notes import TO, note_kinds

_LOINC = "http://loinc.org"
_XHTML = "http://www.w3.org/1999/xhtml"
_URN = "urn:ietf:rfc:3986"
_KINDS = f"{LABEL_FORMS.rpartition('/')[0]}/notes"


def document(note: Note, one: Shown, every: Sequence[Shown]) -> Resource:
    """A Bundle of type document: the Composition, and everybody and everything that it refers to."""
    reading = one.reading
    patient = _patient(note, reading)
    people = {hand: _practitioner(hand) for hand in (*reading.written_by, reading.signed_by)}
    organisation = _organisation(reading)
    parts = [patient, *people.values(), *([organisation] if organisation else [])]
    made = _composition(note, one, every, _url(patient), people, organisation)
    return {
        "resourceType": "Bundle",
        "id": _id(one, "Bundle"),
        "identifier": {"system": _URN, "value": f"urn:uuid:{_id(one, 'Bundle')}"},
        "type": "document",
        "timestamp": reading.at,
        "entry": [{"fullUrl": _url(each), "resource": each} for each in (made, *parts)],
    }


def _composition(
    note: Note,
    one: Shown,
    every: Sequence[Shown],
    patient: str,
    people: dict[Hand, Resource],
    organisation: Resource | None,
) -> Resource:
    reading = one.reading
    before = _before(one, every)
    made = {
        "resourceType": "Composition",
        "id": _id(one, "Composition"),
        "language": "en",
        "identifier": {"system": _URN, "value": f"urn:uuid:{_id(one, 'Composition')}"},
        "status": "amended" if reading.number > 1 else "final",
        "type": _type(note.kind, reading.title),
        "subject": {"reference": patient},
        "date": reading.at,
        "author": [{"reference": _url(people[hand]), "display": hand.name} for hand in reading.written_by],
        "title": f"{reading.title}: {reading.name}",
        "attester": [
            {
                "mode": "professional",
                "time": reading.at,
                "party": {"reference": _url(people[reading.signed_by]), "display": reading.signed_by.name},
            }
        ],
        "custodian": {"reference": _url(organisation)} if organisation else None,
        "relatesTo": [
            {
                "code": "replaces",
                "targetIdentifier": {"system": _URN, "value": f"urn:uuid:{_id(before, 'Composition')}"},
            }
        ]
        if before
        else None,
        "event": [{"period": {"start": reading.day, "end": reading.day}}],
        "section": [_section(each) for each in _with_why(reading)],
    }
    return {name: value for name, value in made.items() if value}


def _with_why(reading: Reading) -> Iterable[ReadSection]:
    """Its sections; an amendment says first why it was made."""
    if reading.why:
        yield ReadSection("amended", "Amended", reading.why, prose=True)
    yield from reading.sections


def _section(section: ReadSection) -> Resource:
    return {
        "title": section.title,
        "code": concept(section.title, (_KINDS, section.id, section.title)),
        "text": {"status": "generated", "div": narrative(section)},
    }


def narrative(section: ReadSection) -> str:
    """The words of a section as XHTML: points as a list, the rest as paragraphs."""
    made = []
    for point, lines in section.blocks:
        if point:
            made.append("<ul>" + "".join(f"<li>{escape(line.text)}</li>" for line in lines) + "</ul>")
        else:
            made += [f"<p>{escape(line.text)}</p>" for line in lines]
    return f'<div xmlns="{_XHTML}">{"".join(made)}</div>'


def document_reference(note: Note, one: Shown, every: Sequence[Shown], pdf: bytes) -> Resource:
    """The version as a DocumentReference that carries its PDF; one that was replaced since says so."""
    reading = one.reading
    before = _before(one, every)
    to = next((each.text for each in reading.sections if each.id == TO), "")
    made: dict[str, Any] = {
        "resourceType": "DocumentReference",
        "id": _id(one, "DocumentReference"),
        "masterIdentifier": {"system": _URN, "value": f"urn:uuid:{_id(one, 'DocumentReference')}"},
        "status": "superseded" if one.standing.stands == "replaced" else "current",
        "docStatus": "amended" if reading.number > 1 else "final",
        "type": _type(note.kind, reading.title),
        "subject": {"reference": f"Patient/{note.patient_id}", "display": reading.name},
        "date": reading.at,
        "author": [{"display": hand.words} for hand in reading.written_by],
        "authenticator": {"display": reading.signed_by.words},
        "custodian": {"display": ", ".join(reading.place)} if reading.place else None,
        "relatesTo": [
            {
                "code": "replaces",
                "target": {"reference": f"DocumentReference/{_id(before, 'DocumentReference')}"},
            }
        ]
        if before
        else None,
        "description": f"{reading.title} to {to.splitlines()[0]}" if to else reading.title,
        "content": [{"attachment": _attachment(reading, pdf)}],
        "context": {"period": {"start": reading.day, "end": reading.day}},
    }
    return {name: value for name, value in made.items() if value}


def _attachment(reading: Reading, pdf: bytes) -> Resource:
    sha1 = hashlib.sha1(pdf, usedforsecurity=False).digest()  # the kind of hash that FHIR R4 asks for
    return {
        "contentType": "application/pdf",
        "language": "en",
        "data": base64.b64encode(pdf).decode(),
        "size": len(pdf),
        "hash": base64.b64encode(sha1).decode(),
        "title": f"{reading.title}, {reading.day_words}",
        "creation": reading.at,
    }


def _type(kind: str, title: str) -> Resource:
    known = note_kinds().kind(kind)
    return concept(title, (_LOINC, *known.loinc)) if known else concept(title)


def _before(one: Shown, every: Sequence[Shown]) -> Shown | None:
    return next((each for each in every if each.reading.number == one.reading.number - 1), None)


def _id(one: Shown, what: str) -> str:
    return _name(one.version.hash, what)


def _name(*parts: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join((_KINDS, *parts))))


def _url(resource: Resource) -> str:
    made_here = resource["resourceType"] != "Patient"
    name = resource["id"] if made_here else _name("Patient", resource["id"])
    return f"urn:uuid:{name}"


def _patient(note: Note, reading: Reading) -> Resource:
    """The person as the chart gave them, so that the document loses nothing of it; else as the note names."""
    raw = raw_resource(note.patient_id, f"Patient/{note.patient_id}#1")
    if raw is not None:
        whole: Resource = orjson.loads(raw)
        return whole
    named: Resource = {"resourceType": "Patient", "id": note.patient_id, "name": [{"text": reading.name}]}
    return named | ({"identifier": [{"value": reading.record}]} if reading.record else {})


def _practitioner(hand: Hand) -> Resource:
    return {
        "resourceType": "Practitioner",
        "id": _name("Practitioner", hand.name, hand.role),
        "name": [{"text": hand.name}],
        "qualification": [{"code": {"text": hand.words.rpartition(", ")[2]}}],
    }


def _organisation(reading: Reading) -> Resource | None:
    if not reading.place:
        return None
    name = ", ".join(reading.place)
    return {"resourceType": "Organization", "id": _name("Organization", name), "name": name}
