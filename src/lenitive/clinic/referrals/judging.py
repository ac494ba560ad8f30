"""Judge a referral: how soon, by what is confirmed; and how soon if its unconfirmed words are so.

The result is kept on the referral, so that lists run no rules. It is made again when facts are confirmed,
when the person's record is written to or loaded, and when the page is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import orjson
from django.utils import timezone

from lenitive.clinic.decisions.resources import Resource, about
from lenitive.clinic.models import Referral, ReferralFact, Said
from lenitive.clinic.referrals.meaning import resources_of
from lenitive.desk import rows
from lenitive.knowledge.visits.referrals import URGENCIES, referrals
from lenitive.plan.intake import Suggestion, suggest
from lenitive.record.read import bundle_record, filled
from lenitive.record.rows import RecordRows, in_memory
from lenitive.record.schema import TABLES

if TYPE_CHECKING:
    from lenitive.record.rows import Record

# The id under which somebody is judged who is nobody of the store yet.
NOBODY = "referral"
_TOLD = ("danger", "problem")
Held = dict[str, list[rows.Row]]


@dataclass(frozen=True)
class Judged:
    """now : by what is confirmed. possible : as if every unconfirmed word of the letter were so."""

    now: Suggestion
    possible: Suggestion

    @property
    def graver(self) -> bool:
        """Whether unconfirmed words would make it more urgent."""
        return URGENCIES.index(self.possible.urgency) < URGENCIES.index(self.now.urgency)


def person_rows(referral: Referral) -> Held:
    """The rows of the referral's person, to be read once for a page; none without a person."""
    return rows.of_person(referral.patient_id) if referral.patient_id else {}


@contextmanager
def record_of(held: Held) -> Iterator[Record]:
    """A record of these rows, for the length of the block."""
    with RecordRows(dict(held), filled) as record:
        yield record


def judge(referral: Referral, as_of: date | None = None, held: Held | None = None) -> Judged:
    """Judge one referral and keep what came of it. held : its person's rows, where they were read already.

    The unconfirmed words that are taken as so are dangers and problems: an undated medicine settles nothing.
    """
    day = as_of or timezone.localdate()
    held = person_rows(referral) if held is None else held
    facts = list(referral.facts.all())
    confirmed = [] if referral.patient_id else [each for each in facts if each.said == Said.CONFIRMED]
    with _record(referral, held, confirmed) as record:
        now = suggest(record, referral.patient_id or NOBODY, day)
    open_ = [each for each in facts if each.said == Said.OPEN and not each.denied and each.kind in _TOLD]
    possible = now
    if open_:
        with _record(referral, held, [*confirmed, *open_]) as record:
            possible = suggest(record, referral.patient_id or NOBODY, day)
    _keep(referral, now, possible)
    return Judged(now, possible)


def _keep(referral: Referral, now: Suggestion, possible: Suggestion) -> None:
    grave = possible if URGENCIES.index(possible.urgency) < URGENCIES.index(now.urgency) else now
    values: dict[str, object] = {
        "suggested": now.urgency,
        "possible": grave.urgency,
        "alarming": grave.urgency == URGENCIES[0],
        "suggested_why": grave.reasons[0].short if grave.reasons else "",
        "triage_due": triage_due(referral, grave.urgency),
    }
    changed = [name for name, value in values.items() if getattr(referral, name) != value]
    for name in changed:
        setattr(referral, name, values[name])
    if changed:
        referral.save(update_fields=changed)


def triage_due(referral: Referral, urgency: str) -> date:
    """The day by which somebody has looked at it: by what is told, or earlier by what the referrer says."""
    told = {urgency, referral.asked_urgency or urgency}
    days = min(referrals().urgencies[each].triage_days for each in told)
    return referral.came_on + timedelta(days=days)


def judge_people(patient_ids: Iterable[str], as_of: date | None = None) -> int:
    """Judge the open referrals of these people again; returns how many."""
    open_states = [each.id for each in referrals().states.values() if each.open]
    found = Referral.objects.filter(patient_id__in=list(patient_ids), state__in=open_states)
    for each in found:
        judge(each, as_of)
    return len(found)


def resources(facts: Iterable[ReferralFact]) -> list[Resource]:
    """What these facts would be in the record."""
    at = timezone.now()
    return [resource for each in facts for resource in resources_of(each, at=at, who="")]


@contextmanager
def _record(referral: Referral, held: Held, facts: Sequence[ReferralFact]) -> Iterator[Record]:
    """The person's record, with these facts as if they stood there; of nobody's, the facts alone."""
    whole = dict(held)
    if facts or not referral.patient_id:
        more = _rows_of(referral.patient_id or NOBODY, resources(facts), referral)
        for name, some in more.items():
            if name != "patient" or not held.get("patient"):
                whole[name] = [*held.get(name, []), *some]
    with record_of(whole) as record:
        yield record


def _rows_of(patient_id: str, told: Iterable[Resource], referral: Referral) -> Held:
    """The rows that our reader makes of a person with these resources."""
    patient: Resource = {"resourceType": "Patient", "id": patient_id}
    person = referral.person
    if person.get("birth"):
        patient["birthDate"] = person["birth"]
    if person.get("sex"):
        patient["gender"] = person["sex"]
    entries = [{"resource": each} for each in (patient, *(about(each, patient_id) for each in told))]
    bundle = orjson.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})
    found: Held = {}
    with bundle_record(bundle, "a referral", now=datetime.now(UTC)) as (record, _notes):
        held = in_memory(record)
        for table in TABLES:
            some = held.rows(table.name) if held else record.execute(f'FROM "{table.name}"').fetchall()
            if some and table.name not in ("resource", "note"):
                found[table.name] = list(some)
    return found
