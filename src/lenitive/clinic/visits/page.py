"""What a page of a visit shows: the opening, each step with its fields, and what is left to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lenitive.clinic.models import Visit, VisitValue
from lenitive.clinic.visits.held_back import Checked, checked
from lenitive.clinic.visits.opened import Opened, opened
from lenitive.clinic.visits.opening import is_put_off, lacking
from lenitive.clinic.visits.relief import percent, relief_of
from lenitive.clinic.visits.told import relief_words
from lenitive.clinic.visits.values import field_of, procedures, yes_no
from lenitive.knowledge.visits.appointments import appointments
from lenitive.knowledge.visits.relief import relief_diary
from lenitive.knowledge.visits.visit_model import Field, Step, Template
from lenitive.reason.story.words import number_words

if TYPE_CHECKING:
    from lenitive.clinic.visits.filling import Sent

_SHORT = 3
_FEW = 7  # options that are tapped; more are a list to choose from
_FOLLOW_UP = "follow_up"
_NEXT_STEP, _NEXT_DAY = "next_step", "next_day"  # fields that every template ends with


@dataclass(frozen=True)
class Shown:
    """One field. typed : what is kept, or what was typed and did not fit; wrong : why it did not.

    hidden : it is to be chosen a second time, by somebody who does not see this.
    """

    field: Field
    value: VisitValue | None
    typed: str
    wrong: str = ""
    hidden: bool = False

    @property
    def key(self) -> str:
        """Its name in forms."""
        return self.field.id

    @property
    def name(self) -> str:
        """Its id on the page; a colon would need escaping in addresses."""
        return self.field.id.replace(":", "--").replace(" ", "-")

    @property
    def number(self) -> int:
        """Of the value that is shown."""
        return self.value.number if self.value else 0

    @property
    def changed(self) -> bool:
        """Whether it has a history worth a look."""
        return self.number > 1

    @property
    def control(self) -> str:
        """How it is filled: taps, list, number, date, text or words."""
        if self.options:
            return "taps" if len(self.options) <= _FEW else "list"
        return self.field.kind

    @property
    def width(self) -> str:
        """How much of a line it takes: short, half or whole."""
        if self.control in ("number", "date"):
            return "short"
        return "half" if self.control == "taps" and len(self.options) <= _SHORT else "whole"

    @property
    def options(self) -> Sequence[tuple[str, str]]:
        """(value, words) of a field that is chosen."""
        if self.field.kind == "yes_no":
            return tuple(yes_no().items())
        if self.field.kind == "treatment":
            return tuple(procedures().items())
        return tuple((each.id, each.words) for each in self.field.options)

    @property
    def says(self) -> str:
        """The value as people read it."""
        return self.value.words if self.value else ""

    @property
    def hint(self) -> str:
        """What to write, and in what."""
        unit = self.field.unit if self.control == "number" else ""
        return ", ".join(each for each in (unit, self.field.help) if each)


@dataclass(frozen=True)
class ShownStep:
    """One step. held : why nothing of it may be filled yet. may : whether whoever looks may fill it."""

    step: Step
    fields: tuple[Shown, ...]
    held: tuple[str, ...]
    may: bool
    checks: tuple[Checked, ...]
    closed: bool = False

    @property
    def later(self) -> tuple[Shown, ...]:
        """After closing: what may still be entered, since it happens then."""
        wanted = self.closed and self.may
        return tuple(each for each in self.fields if wanted and each.field.later and not each.says)

    @property
    def said(self) -> tuple[Shown, ...]:
        """What is told and not filled."""
        return tuple(each for each in self.fields if each not in self.later)

    @property
    def filled(self) -> int:
        """How many of its fields say something."""
        return sum(bool(each.says) for each in self.fields)

    @property
    def is_done(self) -> bool:
        """Whether all that is needed is filled in, and something is."""
        return bool(self.filled) and all(each.says for each in self.fields if each.field.needed)


@dataclass(frozen=True)
class Reading:
    """One line of the diary: when, pain, relief in percent."""

    when: str
    pain: str
    relief: str


@dataclass(frozen=True)
class VisitPage:
    """The page's view model; a template branches on these names and computes nothing."""

    visit: Visit
    form: Template
    opened: Opened
    steps: tuple[ShownStep, ...]
    checks: tuple[Checked, ...]
    lacking: tuple[str, ...]
    put_off: bool
    readings: tuple[Reading, ...]
    relief: str
    proposed: Proposed

    @property
    def stops(self) -> tuple[Checked, ...]:
        """What stops the visit now."""
        return tuple(each for each in self.checks if each.stops)

    @property
    def cautions(self) -> tuple[Checked, ...]:
        """What to look at, and what goes on for a reason."""
        return tuple(each for each in self.checks if each.verdict in ("caution", "overruled"))


@dataclass(frozen=True)
class Proposed:
    """The next visit as it is proposed: from a day to a day, and the kind that the calendar books.

    step, chosen : what whoever filled the visit said of it; chosen: None where they named no day.
    """

    first: date
    last: date
    kind: str
    title: str
    words: str
    source: str
    verified: bool
    step: str = ""
    chosen: date | None = None


@dataclass(frozen=True)
class Problems:
    """What was sent and did not fit: field -> what was typed, and why."""

    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)


def visit_page(
    visit: Visit, form: Template, role: str, *, may: bool, problems: Problems | None = None
) -> VisitPage:
    """The page of one visit. may : whether whoever looks may write into the record."""
    values = {each.field: each for each in visit.values_now.all()}
    said = {key: each.value for key, each in values.items()}
    start = opened(visit, form, said)
    found = [*checked(form, said, start.holds, start.steroid), *_by_one(form, values)]
    shown = problems or Problems()
    steps = tuple(
        _step(visit, each, form, values, start, found, shown, may=may and may_fill(form, each, role))
        for each in form.steps
    )
    readings, relief = diary(form, said)
    return VisitPage(
        visit=visit,
        form=form,
        opened=start,
        steps=steps,
        checks=tuple(found),
        lacking=tuple(lacking(form, said)),
        put_off=is_put_off(form, said),
        readings=readings,
        relief=relief,
        proposed=proposed(visit, form, said),
    )


def may_fill(form: Template, step: Step, role: str) -> bool:
    """Whether a role fills a step of this template."""
    return role in (step.roles or form.roles)


def _step(
    visit: Visit,
    step: Step,
    form: Template,
    values: Mapping[str, VisitValue],
    start: Opened,
    found: Sequence[Checked],
    problems: Problems,
    *,
    may: bool,
) -> ShownStep:
    held = [each.says for each in found if each.stops and step.id in each.check.holds_back]
    mine = {each.id for each in step.fields}
    return ShownStep(
        step=step,
        fields=tuple(
            _shown(each, values, problems, hidden=visit.is_open and _is_hidden(each, form, values))
            for each in _fields(step, form, values, start)
        ),
        held=tuple(held) if visit.is_open else (),
        closed=not visit.is_open,
        may=may,
        checks=tuple(each for each in found if mine & set(each.check.fields) or _of_panel(each, step)),
    )


def _of_panel(each: Checked, step: Step) -> bool:
    return each.check.kind == step.panel


def _shown(field_: Field, values: Mapping[str, VisitValue], problems: Problems, *, hidden: bool) -> Shown:
    value = values.get(field_.id)
    typed = problems.typed.get(field_.id, value.value if value else "")
    return Shown(field_, value, typed, problems.wrong.get(field_.id, ""), hidden)


def _is_hidden(field_: Field, form: Template, values: Mapping[str, VisitValue]) -> bool:
    """Whether it is the first of two choices that are made apart, and the second one is not made yet."""
    pairs = [each.fields for each in form.checks if each.kind == "same"]
    return any(
        first == field_.id and _says(values, first) and not _says(values, second) for first, second in pairs
    )


def _says(values: Mapping[str, VisitValue], key: str) -> str:
    found = values.get(key)
    return found.value if found else ""


def _by_one(form: Template, values: Mapping[str, VisitValue]) -> Iterator[Checked]:
    """Two choices that were to be made apart, and were made by one and the same person."""
    for each in form.checks:
        if each.kind == "same" and all(_says(values, key) for key in each.fields):
            first, second = (values[key] for key in each.fields)
            if first.staff_id == second.staff_id:
                says = _("%(label)s: both were chosen by %(who)s.") % {"label": first.label, "who": first.who}
                yield Checked(each, "caution", says)


def _fields(step: Step, form: Template, values: Mapping[str, VisitValue], start: Opened) -> Iterator[Field]:
    """The fields of a step; those that are made anew for a person, one by one."""
    for each in step.fields:
        keys = _keys(each, values, start)
        yield from (made for key in keys if (made := field_of(form, key)) is not None)


def _keys(field_: Field, values: Mapping[str, VisitValue], start: Opened) -> Sequence[str]:
    said = [key for key in values if key.startswith(f"{field_.id}:")]
    if field_.kind == "holds":
        return tuple(dict.fromkeys([*(f"{field_.id}:{each.ingredient}" for each in start.holds), *said]))
    if field_.kind == "diary":
        return tuple(f"{field_.id}:{minutes}" for minutes in relief_diary().times)
    if field_.kind == "each_treatment":
        now = [f"{field_.id}:{each.treatment}" for each in start.treatments if each.current]
        return tuple(dict.fromkeys([*now, *said]))
    return (field_.id,)


def diary(form: Template, said: Mapping[str, str]) -> tuple[tuple[Reading, ...], str]:
    """The diary of a procedure as lines, and what it comes to in words; empty for other visits."""
    write = next((each for each in form.writes if each.kind == "relief"), None)
    if write is None:
        return (), ""
    before = said.get(write.of["before"], "")
    readings = {
        minutes: float(said[key])
        for minutes in relief_diary().times
        if said.get(key := f"{write.of['diary']}:{minutes}")
    }
    first = float(before) if before else None
    lines = [Reading(_("before"), before, "")] if before else []
    for minutes, words in relief_diary().times.items():
        pain = readings.get(minutes)
        told = "" if pain is None or not first else f"{number_words(percent(first, pain), 0)} %"
        lines.append(Reading(words, "" if pain is None else number_words(pain), told))
    relief = relief_of(first, readings)
    known = relief.percent is not None
    return tuple(lines), relief_words(relief.percent or 0, relief.hours, relief.level) if known else ""


def proposed(visit: Visit, form: Template, said: Mapping[str, str]) -> Proposed:
    """When the next visit is proposed, and by which kind of appointment."""
    day = said.get(_NEXT_DAY, "")
    next_ = form.next
    kinds = appointments().kinds
    kind = next_.kind if next_.kind in kinds else _FOLLOW_UP
    return Proposed(
        first=visit.day + timedelta(weeks=next_.low_weeks),
        last=visit.day + timedelta(weeks=next_.high_weeks),
        kind=kind,
        title=kinds[kind].title,
        words=next_.words,
        source=next_.source,
        verified=next_.verified,
        step=said.get(_NEXT_STEP, ""),
        chosen=date.fromisoformat(day) if day else None,
    )


def untouched(visit: Visit, sent: Sent, read_value: str) -> bool:
    """Whether a field of a form says what it said when its sender looked: they changed nothing."""
    if sent.seen == 0:
        return read_value == ""
    before = visit.changes.filter(field=sent.field, number=sent.seen).values_list("after", flat=True).first()
    return before == read_value
