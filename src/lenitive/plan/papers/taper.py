"""The calendar of a taper as a paper: steps, days at a glance, visits and calls, when to get help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lenitive.plan.papers.press import Head
from lenitive.plan.papers.words import head_of
from lenitive.plan.taper import Check, Step, Taper, step_words
from lenitive.plan.taper.words import dose_words
from lenitive.reason.story import Person
from lenitive.reason.story.words import capital, counted, day_words, month_words, number_words

_EACH_STEP = (
    "Each step is taken only if both agree on that day. A step may last longer, "
    "and the plan may end at any dose."
)
_CHOICE = "Drawn up for the clinician and the person to decide on together; it changes no order by itself."
_MARKS = ("contact", "visit", "step")  # a later one wins on the same day


@dataclass(frozen=True)
class ReasonLine:
    """A reason to wait (`holds`) or to take care."""

    says: str
    do: str
    holds: bool


@dataclass(frozen=True)
class StepLine:
    """One step of the table."""

    number: str
    start: str
    dose: str
    taken: str
    note: str
    share: str
    call: str


@dataclass(frozen=True)
class CheckLine:
    """One more day on which the person is seen."""

    day: str
    what: str


@dataclass(frozen=True)
class DayMark:
    """One day of a month; an empty number fills the week before the first."""

    number: str
    mark: str


@dataclass(frozen=True)
class Month:
    """One month, from Monday."""

    name: str
    days: tuple[DayMark, ...]


@dataclass(frozen=True)
class TaperPaper:
    """The words of `templates/taper.typ`."""

    head: Head
    lead: str
    reasons: tuple[ReasonLine, ...]
    open: tuple[tuple[str, str], ...]
    recorded: tuple[tuple[str, str], ...]
    steps: tuple[StepLine, ...]
    each_step: str
    months: tuple[Month, ...]
    glance: str
    checks: tuple[CheckLine, ...]
    at_visit: tuple[str, ...]
    at_contact: tuple[str, ...]
    advice: tuple[str, ...]
    urgent: tuple[str, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    choice: str


def taper_paper(taper: Taper, person: Person) -> TaperPaper:
    """The paper of a planned taper of a person."""
    marks = dict(_marks(taper))
    return TaperPaper(
        head=head_of(person, taper.as_of, "Taper calendar", taper.knowledge),
        lead=_lead(taper),
        reasons=tuple(
            ReasonLine(each.says, f"{each.do}.", each.holds) for each in taper.reasons if each.status == "met"
        ),
        open=tuple((f"{each.says}.", f"{each.do}.") for each in taper.reasons if each.status == "unknown"),
        recorded=tuple((f"Recorded: {what}", said) for what, said in taper.recorded),
        steps=tuple(_steps(taper)),
        each_step=_EACH_STEP,
        months=tuple(_months(marks)),
        glance=_glance(taper),
        checks=tuple(CheckLine(day_words(each.day), each.why) for each in _more_visits(taper)),
        at_visit=taper.at_visit,
        at_contact=taper.at_contact,
        advice=taper.advice,
        urgent=taper.urgent_signs,
        notes=taper.notes,
        sources=taper.sources,
        choice=_CHOICE,
    )


def _lead(taper: Taper) -> str:
    medicine = taper.medicine
    now = f"{capital(medicine.name)}: {dose_words(medicine.dose, medicine)} now."
    if not taper.steps:
        return f"{now} A reason to wait is met, and it goes first."
    end = taper.steps[-1]
    goal = "none" if end.dose == 0 else dose_words(end.dose, medicine)
    weeks = counted(taper.every_weeks, "week")
    pace = f"{number_words(taper.percent)}% of the first dose every {weeks} or slower"
    limit = f"{number_words(taper.limit.percent)}% every {counted(taper.limit.weeks, 'week')}"
    return f"{now} Down to {goal} by {day_words(end.start)}, {pace}. The limit is {limit}."


def _steps(taper: Taper) -> Iterator[StepLine]:
    for step in taper.steps:
        pause = f"Pause of {counted(step.pause_weeks, 'week')} included" if step.pause_weeks else ""
        yield StepLine(
            str(step.number),
            day_words(step.start),
            "none" if step.dose == 0 else dose_words(step.dose, taper.medicine).removesuffix(" a day"),
            step_words(step, taper.medicine),
            pause,
            _share(step),
            _call(step, taper),
        )


def _share(step: Step) -> str:
    share = f"{number_words(step.percent, 0)}%"
    return share if step.mme is None else f"{share} · {number_words(step.mme)} MME"


def _more_visits(taper: Taper) -> list[Check]:
    starts = {step.start for step in taper.steps}
    return [each for each in taper.checks if each.kind == "visit" and each.day not in starts]


def _call(step: Step, taper: Taper) -> str:
    """The first call of a step, without the year."""
    ends = step.end or date.max
    days = [each.day for each in taper.checks if each.kind == "contact" and step.start < each.day <= ends]
    return day_words(days[0]).rsplit(" ", 1)[0] if days else ""


def _marks(taper: Taper) -> Iterator[tuple[date, str]]:
    for mark in _MARKS[:2]:
        yield from ((each.day, mark) for each in taper.checks if each.kind == mark)
    yield from ((step.start, "step") for step in taper.steps)


def _months(marks: Mapping[date, str]) -> Iterator[Month]:
    if not marks:
        return
    first, last = min(marks).replace(day=1), max(marks)
    while first <= last:
        following = (first + timedelta(days=32)).replace(day=1)
        days = [DayMark("", "")] * first.weekday()
        days += [
            DayMark(str(number), marks.get(first.replace(day=number), ""))
            for number in range(1, (following - first).days + 1)
        ]
        yield Month(month_words(first), tuple(days))
        first = following


def _glance(taper: Taper) -> str:
    if not taper.steps:
        return "No calendar."
    first, last = taper.steps[0].start, taper.checks[-1].day
    return (
        f"Months from {month_words(first)} to {month_words(last)} with {counted(len(taper.steps), 'step')}, "
        "visits and calls marked; the same days stand in the lists on this paper."
    )
