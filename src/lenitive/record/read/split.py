"""Documents and lines become single resources: checked, named, and with their references resolved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import orjson

from lenitive.errors import InputError
from lenitive.record.read.elements import ELEMENTS, MAY_LACK_PERSON, PERSON, WITHOUT_PERSON
from lenitive.record.read.problems import REQUEST, Notes, Problem, shown
from lenitive.record.read.shapes import MISSING, Context
from lenitive.record.sql_on_fhir.elements import resource_types

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}", re.ASCII)
_PERSON = re.compile(r"(?:^|/)Patient/([A-Za-z0-9\-.]{1,64})(?:/_history/[^/]+)?$", re.ASCII)
_DEEPEST_BUNDLE = 4


@dataclass(frozen=True)
class Entry:
    """One resource that was read.

    raw : JSON as it was given. checked : JSON of what the views read; empty for a type that gives no rows.
    patient_id : the person it speaks of, where it names one. place : file with entry or line.
    """

    type: str
    id: str
    version: str | None
    raw: str
    checked: str
    patient_id: str | None
    place: str
    updated: str = ""

    @property
    def key(self) -> str:
        """`Type/id`."""
        return f"{self.type}/{self.id}"


@dataclass
class Splitter:
    """Turns parsed documents into entries; what is wrong goes to the notes."""

    notes: Notes
    today: date

    def document(self, value: dict[str, Any], name: str) -> Iterator[Entry]:
        """The entries of a Bundle, or the one resource itself.

        Raises InputError when the document is no FHIR resource at all.
        """
        claimed = value.get("resourceType")
        if not isinstance(claimed, str) or claimed not in resource_types():
            what = (
                "it has no resourceType, so it is no FHIR resource"
                if claimed is None
                else f"no FHIR resource has the type {shown(claimed)}"
            )
            raise InputError(what, where=name, do="It should be a FHIR R4 Bundle or resource.")
        if claimed == "Bundle":
            return self._bundle(value, name, depth=1)
        return self._resource(value, name, {}, None)

    def line(self, raw: bytes, place: str) -> Iterator[Entry]:
        """The entries of one line (a bundle may stand on a line too)."""
        value = orjson.loads(raw)
        if not isinstance(value, dict):
            self.notes.add(
                "its JSON is no object; the line was left out", place, "It should be one resource."
            )
            return iter(())
        if value.get("resourceType") == "Bundle":
            return self._bundle(value, place, depth=1)
        return self._resource(value, place, {}, None)

    def _bundle(self, bundle: dict[str, Any], name: str, depth: int) -> Iterator[Entry]:
        entries = bundle.get("entry")
        if entries is None:
            return
        if not isinstance(entries, list):
            self.notes.add("Bundle.entry should be a list; nothing of it was read", name, "Export it again.")
            return
        aliases = dict(_aliases(entries))
        for position, entry in enumerate(entries):
            place = f"{name}: entry[{position}]"
            resource = entry.get("resource") if isinstance(entry, dict) else entry
            if resource is None:
                continue
            if not isinstance(resource, dict) or not isinstance(entry, dict):
                self.notes.add(
                    f"{shown(resource)} is no resource; left out", place, "Correct it at the source."
                )
            elif resource.get("resourceType") == "Bundle" and depth < _DEEPEST_BUNDLE:
                yield from self._bundle(resource, place, depth + 1)
            else:
                yield from self._resource(resource, place, aliases, entry.get("fullUrl"))

    def _resource(
        self, resource: dict[str, Any], place: str, aliases: dict[str, str], full_url: object
    ) -> Iterator[Entry]:
        claimed = resource.get("resourceType")
        if not isinstance(claimed, str) or claimed not in resource_types():
            what = (
                "it has no resourceType"
                if claimed is None
                else f"no FHIR resource has the type {shown(claimed)}"
            )
            self.notes.add(f"{what}; left out", place, "It should be a FHIR R4 resource.")
            return
        raw = orjson.dumps(resource).decode()
        identity = self._identity(resource, claimed, raw, place, full_url)
        place = f"{place}: {claimed}/{identity}"
        shape = ELEMENTS.get(claimed)
        if shape is None:
            yield _entry(resource, claimed, identity, raw, "", _person_of(resource, claimed, aliases), place)
            return
        context = Context(self.today, aliases)
        hoisted = list(self._contained(resource, claimed, identity, context, place))
        checked = self._checked(resource, shape, context, place)
        if checked is None:
            return
        patient_id = identity if claimed == "Patient" else _person_of(checked, claimed, {})
        self._tell(context, place, patient_id)
        if patient_id is None and claimed not in WITHOUT_PERSON:
            if claimed in MAY_LACK_PERSON or _speaks_of_another(checked, claimed):
                yield _entry(resource, claimed, identity, raw, "", None, place)
                return
            if claimed == REQUEST:
                named = orjson.dumps({**resource, "id": identity}).decode()
                self.notes.requests.append((f"{claimed}/{identity}", named))
            self.notes.add(
                "it does not say whose it is; left out", place, "Give it a subject that is a Patient."
            )
            return
        yield from hoisted
        text = raw if checked is resource and resource.get("id") == identity else _dumped(checked, identity)
        yield _entry(resource, claimed, identity, raw, text, patient_id, place)

    def _checked(
        self, resource: dict[str, Any], shape: Any, context: Context, place: str
    ) -> dict[str, Any] | None:
        try:
            checked = shape(resource, context)
        except RecursionError:
            self.notes.add("it is nested too deeply; left out", place, "Flatten it at the source.")
            return None
        return checked if checked is not MISSING and isinstance(checked, dict) else None

    def _identity(
        self, resource: dict[str, Any], claimed: str, raw: str, place: str, full_url: object
    ) -> str:
        """The id of a resource: its own, else that of its full URL, else one made from its content."""
        given = resource.get("id")
        if isinstance(given, str) and _ID.fullmatch(given):
            return given
        if given is None and isinstance(full_url, str) and _ID.fullmatch(last_piece(full_url)):
            return last_piece(full_url)
        made = "made-" + sha256(raw.encode()).hexdigest()[:16]
        what = "it has no id" if given is None else f"{shown(given)} is no FHIR id"
        severity = "info" if given is None else "problem"
        self.notes.add(
            f"{what}; it was called {claimed}/{made}, after its content",
            place,
            "Give it an id of letters, digits, - and .",
            severity,  # type: ignore[arg-type]
        )
        return made

    def _contained(
        self, resource: dict[str, Any], claimed: str, identity: str, context: Context, place: str
    ) -> Iterator[Entry]:
        """The medicines inside an order, as resources of their own that only this order can mean."""
        held = resource.get("contained")
        if not isinstance(held, list) or not claimed.startswith("Medication"):
            return
        names: dict[str, str] = {}
        for inner in held:
            if not isinstance(inner, dict) or inner.get("resourceType") != "Medication":
                continue
            inner_id = inner.get("id")
            if not isinstance(inner_id, str):
                continue
            own = f"{claimed}.{identity}.{quote(inner_id, safe='')}"
            own_context = Context(self.today, {})
            checked = self._checked(inner, ELEMENTS["Medication"], own_context, place)
            if checked is None:
                continue
            self._tell(own_context, f"{place}: contained #{inner_id}", None)
            names[inner_id] = f"Medication/{own}"
            yield Entry("Medication", own, None, "", _dumped(checked, own), None, place)
        context.contained = names

    def _tell(self, context: Context, place: str, patient_id: str | None) -> None:
        for problem in context.problems:
            self._tell_one(problem, place, patient_id)

    def _tell_one(self, problem: Problem, place: str, patient_id: str | None) -> None:
        where = f"{place}.{problem.element}" if problem.path else place
        self.notes.add(problem.what, where, problem.do, problem.severity, patient_id)


def last_piece(url: str) -> str:
    """What follows the last slash or colon of a URL, without its history part."""
    return re.split(r"[/:]", url.split("/_history/")[0])[-1]


def patient_of(reference: object) -> str | None:
    """The id of the person that a reference points to; None when it points to none."""
    found = _PERSON.search(reference) if isinstance(reference, str) else None
    return found[1] if found else None


def _aliases(entries: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Full URL -> `Type/id` of the entries of a bundle that have both."""
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        url, resource = entry.get("fullUrl"), entry.get("resource")
        if isinstance(url, str) and isinstance(resource, dict):
            claimed, given = resource.get("resourceType"), resource.get("id")
            if not isinstance(given, str) or not _ID.fullmatch(given):
                given = last_piece(url)
            if isinstance(claimed, str):
                yield url, f"{claimed}/{given}"


def _person_of(resource: dict[str, Any], claimed: str, aliases: dict[str, str]) -> str | None:
    """The person a resource speaks of, by the element that its type uses for it."""
    for element in (PERSON.get(claimed, "subject"), "patient"):
        held = resource.get(element)
        if isinstance(held, dict) and isinstance(held.get("reference"), str):
            return patient_of(aliases.get(held["reference"], held["reference"]))
    return None


def _speaks_of_another(resource: dict[str, Any], claimed: str) -> bool:
    """Whether the subject is something that is no person: a group, a device, a place."""
    held = resource.get(PERSON.get(claimed, "subject"))
    reference = held.get("reference") if isinstance(held, dict) else None
    return isinstance(reference, str) and bool(re.search(r"(^|/)(Group|Device|Location)/[^/]+", reference))


def _dumped(resource: dict[str, Any], identity: str) -> str:
    return orjson.dumps(resource | {"id": identity}).decode()


def _entry(
    resource: dict[str, Any],
    claimed: str,
    identity: str,
    raw: str,
    checked: str,
    patient_id: str | None,
    place: str,
) -> Entry:
    meta = resource.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    version, updated = meta.get("versionId"), meta.get("lastUpdated")
    return Entry(
        claimed,
        identity,
        version if isinstance(version, str) else None,
        raw,
        checked,
        patient_id,
        place,
        updated if isinstance(updated, str) else "",
    )
