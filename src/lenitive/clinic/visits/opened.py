"""What a visit opens with: emergencies, what changed, what came in, what each treatment did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from lenitive.clinic.alerts import Alert, alerts
from lenitive.clinic.visits.held_back import holds_of
from lenitive.clinic.visits.steroid_total import Total, of_record
from lenitive.desk import store
from lenitive.desk.models import RECORD
from lenitive.errors import LenitiveError
from lenitive.knowledge.instruments import instrument
from lenitive.knowledge.visits.expected import expected
from lenitive.plan.authorisation import authorise
from lenitive.plan.due.held import medicines_now
from lenitive.reason import story
from lenitive.reason.assess import assess
from lenitive.reason.story.scores import Series, all_series

if TYPE_CHECKING:
    from lenitive.clinic.models import Visit
    from lenitive.clinic.visits.holds import Held
    from lenitive.knowledge.visits.visit_model import Template
    from lenitive.plan.authorisation import Authorisation
    from lenitive.record.rows import Record

_LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Answered:
    """A questionnaire that came in since the last visit, and what it says."""

    name: str
    value: str
    unit: str
    band: str
    on: str
    instrument: str
    scale: str


@dataclass(frozen=True)
class Opened:
    """Everything that is known before the first field.

    last : day of the visit before; None: none on record. missing : expected questionnaires that did not come
    in, (id, name). list_known : whether the list of medicines is held: what is not on it is not taken.
    """

    person: story.Person
    last: date | None
    loud: tuple[Alert, ...]
    quiet: tuple[Alert, ...]
    since: tuple[story.Change, ...]
    answered: tuple[Answered, ...]
    missing: tuple[tuple[str, str], ...]
    also: tuple[str, ...]
    treatments: tuple[story.Tried, ...]
    holds: tuple[Held, ...]
    list_known: bool
    steroid: Total
    authorisation: Authorisation | None


def opened(visit: Visit, form: Template, values: Mapping[str, str]) -> Opened:
    """The opening of a visit, as of its day."""
    last = _last(visit)
    with store.person(visit.patient_id) as record:
        summary = assess(record, patient_id=visit.patient_id, as_of=visit.day)
        found = alerts(summary["findings"])
        person = story.person_of(record, visit.day)
        series = all_series(record, visit.day)
        came = tuple(_answered(series, (last or visit.day - _LATELY)))
        asked = expected().visits[form.expects]
        names = {each.instrument for each in came}
        return Opened(
            person=person,
            last=last,
            loud=tuple(each for each in found if each.loud),
            quiet=tuple(each for each in found if not each.loud),
            since=story.since_last_time(record, visit.day),
            answered=came,
            missing=tuple((each, instrument(each).name) for each in asked.instruments if each not in names),
            also=asked.also,
            treatments=_lately(story.ledger(record, visit.day), last),
            holds=holds_of(visit, form, values, record),
            list_known=medicines_now(record, visit.day) is not None,
            steroid=of_record(record, visit.day, *_sex_and_age(visit)),
            authorisation=_authorisation(record, visit, form, values),
        )


def _last(visit: Visit) -> date | None:
    """The day of the visit before this one."""
    rows: Any = RECORD["encounter"].objects.filter(
        patient_id=visit.patient_id, status="finished", start_low__lt=visit.day
    )
    day: date | None = rows.order_by("-start_low").values_list("start_low", flat=True).first()
    return day


def _answered(series: Iterable[Series], since: date) -> Iterator[Answered]:
    for each in series:
        if each.latest.day >= since and each.speaks_for_its_form:
            now = each.latest
            yield Answered(each.name, now.text, each.unit, now.band, str(now.at), each.instrument, each.scale)


def _lately(tried: Sequence[story.Tried], last: date | None) -> tuple[story.Tried, ...]:
    """What goes on, and what was tried since the last visit."""
    return tuple(each for each in tried if each.current or (last and each.start and each.start.high >= last))


def _sex_and_age(visit: Visit) -> tuple[str | None, float | None]:
    row: Any = RECORD["patient"].objects.filter(patient_id=visit.patient_id).first()
    if row is None:
        return None, None
    born = row.birth_date_low if row.birth_date_low == row.birth_date_high else row.birth_date_high
    return row.sex, (visit.day - born).days / 365.25 if born else None


def _authorisation(
    record: Record, visit: Visit, form: Template, values: Mapping[str, str]
) -> Authorisation | None:
    """Whether the planned procedure meets what the usual policy asks for; None for one that has no policy."""
    write = next((each for each in form.writes if each.kind == "procedure"), None)
    procedure = values.get(write.of["treatment"], "") if write else ""
    if not procedure:
        return None
    try:
        return authorise(record, procedure, patient_id=visit.patient_id, as_of=visit.day)
    except LenitiveError:
        return None
