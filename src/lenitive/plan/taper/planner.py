"""Plan a taper of one person: what is taken, whether now is the time, the calendar, checks and advice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypedDict

from lenitive.errors import InputError
from lenitive.knowledge.taper import TaperKnowledge, strengths, taper_knowledge
from lenitive.plan.taper import current
from lenitive.plan.taper.checks import checks
from lenitive.plan.taper.forms import Choice, choices
from lenitive.plan.taper.model import Medicine, Step, Taper, TaperRefused, Weighed, Wish
from lenitive.plan.taper.pace import Indivisible, Speed, falls, speed_of
from lenitive.plan.taper.reasons import in_withdrawal, weighed
from lenitive.reason.engine.findings import Finding, findings
from lenitive.reason.judgement import judge_person, the_person
from lenitive.reason.story.pain import person_of
from lenitive.reason.story.query import Row
from lenitive.reason.story.words import number_words, span_words
from lenitive.reason.tables import unchanged_record

if TYPE_CHECKING:
    from lenitive.record.rows import Record

_HAIR = 1e-9
_OURS = "our own policy"
_DAYS_A_YEAR = 365.25
_PAUSE_WEEKS_MOST = 52  # a longer pause is a new plan; our own policy


def plan_taper(
    record: Record,
    *,
    patient_id: str | None = None,
    as_of: date,
    wish: Wish | None = None,
) -> Taper:
    """The taper of the person whose record it is, as of a day.

    A reason to wait that is met gives a plan of status not_now without a calendar, unless `wish.despite`
    says in words why it is made all the same.
    Raises : TaperRefused, in one line, where it cannot or must not be planned as asked; InputError for a
    person who is not in the record or who has died.
    """
    wish = wish or Wish()
    person = the_person(record, patient_id)
    with unchanged_record(record):
        judged = judge_person(record, patient_id=person, as_of=as_of)
        who = person_of(record, as_of)
        if who.dead:
            raise InputError(f"{who.name or person} has {who.dead}", do="No taper is planned.")
        return _planned(record, person, as_of, wish, findings(judged))


def _planned(record: Record, person: str, as_of: date, wish: Wish, found: Sequence[Finding]) -> Taper:
    rows = current.rows_now(record, person)
    known = taper_knowledge(current.family_of(rows, wish))
    reasons = (
        *_of_age(record, person, known),
        *in_withdrawal(record, person, as_of, known),
        *weighed(record, person, found, known),
    )
    holding = [each for each in reasons if each.holds and each.status == "met"]
    medicine = _medicine(rows, wish, known, holding)
    days = current.days_of_use(record, person, medicine)
    speed = _speed(wish, known, days)
    notes = [*medicine.notes, *_notes(rows, known, days[1])]
    held = bool(holding) and not wish.despite.strip()
    steps: tuple[Step, ...] = ()
    if not held:
        fell = current.fell_lately(record, person) if known.family == "opioid" else 0.0
        start, waits = _start(as_of, wish, speed, fell)
        steps, said = calendar(medicine, wish, speed, known, start)
        notes += [*waits, *said]
    return Taper(
        status="not_now" if held else "plan",
        family=known.family,
        patient_id=person,
        as_of=as_of,
        medicine=medicine,
        percent=speed.percent,
        every_weeks=speed.every_weeks,
        limit=speed.limit,
        long_use=_long_use(known, days),
        goal=wish.to,
        reached=steps[-1].dose if steps else medicine.dose,
        steps=steps,
        checks=checks(steps, known.follow_up),
        reasons=reasons,
        notes=tuple(notes),
        recorded=_recorded(wish),
        knowledge=known.version,
        **_advice(known, speed),
    )


def _long_use(known: TaperKnowledge, days: tuple[float, float | None]) -> bool | None:
    """Whether use is so long that the slowest pace holds; None where not known or where it is all one."""
    longest = known.paces[-1].days_of_use_from
    low, high = days
    if not longest or (low < longest and (high is None or high >= longest)):
        return None
    return low >= longest


def _speed(wish: Wish, known: TaperKnowledge, days: tuple[float, float | None]) -> Speed:
    sure = len(known.paces) == 1 or _long_use(known, days) is not None
    pace = known.pace(days[0] if sure else None)
    return speed_of(
        wish, pace, known.danger, least_percent=known.least_percent, most_weeks=known.most_weeks_between
    )


def _medicine(rows: Sequence[Row], wish: Wish, known: TaperKnowledge, holding: Sequence[Weighed]) -> Medicine:
    """The medicine; where it cannot be told and a reason to wait is met, that reason goes first."""
    try:
        return current.medicine_now(rows, wish, known)
    except TaperRefused:
        if not holding or wish.despite.strip():
            raise
        raise TaperRefused(f"not now: {holding[0].says}", do=f"{holding[0].do}.") from None


def calendar(
    medicine: Medicine, wish: Wish, speed: Speed, known: TaperKnowledge, start: date
) -> tuple[tuple[Step, ...], list[str]]:
    """The steps, and what must be said of them.

    The first set of pieces that keeps the limit is taken: the person's own kind, else finer ones.
    Raises : TaperRefused where the goal is not lower than the dose, where a pause names no step, and where
    no set of pieces keeps the limit (the line says by how much the next lower dose is too low).
    """
    if not 0 <= wish.to < medicine.dose:
        raise TaperRefused(
            f"a taper to {number_words(wish.to, 2)} {medicine.unit} a day does not lower {medicine.name}, "
            f"of which {number_words(medicine.dose, 2)} {medicine.unit} a day is taken",
            do="Choose a lower dose with --to.",
        )
    stuck: Indivisible | None = None
    for choice in choices(medicine, wish, known):
        try:
            made = falls(medicine.dose, wish.to, speed, choice.pack.doses(medicine.dose))
        except Indivisible as gap:
            stuck = stuck or gap
            continue
        if not made:
            continue  # no dose between the goal and the first one can be made of these pieces
        _refuse_a_lifetime(made, known)
        return _steps(medicine, wish, choice, made, start), _said_of(choice, medicine, wish, made[-1][1])
    if stuck is None:
        between = (
            f"between {number_words(wish.to, 2)} and {number_words(medicine.dose, 2)} {medicine.unit} a day"
        )
        raise TaperRefused(
            f"{medicine.name} cannot be divided finely enough: no dose {between} can be made of whole pieces",
            do=_finer(medicine),
        )
    raise TaperRefused(_too_coarse(medicine, speed, stuck), do=_finer(medicine))


def _refuse_a_lifetime(made: Sequence[tuple[int, float]], known: TaperKnowledge) -> None:
    years = made[-1][0] * 7 / _DAYS_A_YEAR
    if years > known.most_years:
        raise TaperRefused(
            f"at this pace it would last {number_words(years, 0)} years",
            do=f"Choose a pace that ends within {known.most_years}, or a dose to end at with --to.",
        )


def _steps(
    medicine: Medicine, wish: Wish, choice: Choice, made: Sequence[tuple[int, float]], start: date
) -> tuple[Step, ...]:
    _refuse_pauses(wish, len(made))
    steps, waited = [], 0
    for number, (week, dose) in enumerate(made, 1):
        begins = start + timedelta(weeks=week + waited)
        pause = wish.pauses.get(number, 0)
        waited += pause
        last = number == len(made)
        ends = None if last else start + timedelta(weeks=made[number][0] + waited, days=-1)
        before = made[number - 2][1] if number > 1 else medicine.dose
        of = choice.pack.made_of(dose)
        step = Step(
            number=number,
            start=begins,
            end=ends,
            dose=round(dose, 4),
            percent=round(100 * dose / medicine.dose, 2),
            less=round(100 * (before - dose) / medicine.dose, 2),
            mme=None if medicine.per_unit_mme is None else round(dose * medicine.per_unit_mme, 2),
            pieces=of.pieces,
            doses=of.doses,
            every_days=of.every_days,
            pause_weeks=pause,
        )
        steps.append(step)
    return tuple(steps)


def _refuse_pauses(wish: Wish, steps: int) -> None:
    for number, weeks in wish.pauses.items():
        if not 1 <= number < steps:
            raise TaperRefused(
                f"a pause is asked for at step {number}, and the calendar has {steps}",
                do=f"A pause can follow step 1 to {steps - 1}." if steps > 1 else "Leave it out.",
            )
        if not 0 <= weeks <= _PAUSE_WEEKS_MOST:
            raise TaperRefused(
                f"a pause of {weeks} weeks cannot be planned", do=f"Choose 0 to {_PAUSE_WEEKS_MOST} weeks."
            )


def _said_of(choice: Choice, medicine: Medicine, wish: Wish, reached: float) -> list[str]:
    said = [choice.says] if choice.says else []
    if reached > wish.to + _HAIR:
        said.append(
            f"{number_words(wish.to, 2)} {medicine.unit} a day cannot be made of what can be handed out; "
            f"the plan ends at {number_words(reached, 2)} {medicine.unit}."
        )
    if "+" in medicine.ingredients:
        other = " and ".join(medicine.ingredients.split("+")[1:])
        said.append(f"The product also holds {other}; its amount a day changes with the number of pieces.")
    if not strengths().verified:
        said.append(
            "Strengths come from a list that is not verified: ask the pharmacy which it can hand out."
        )
    return said


def _too_coarse(medicine: Medicine, speed: Speed, gap: Indivisible) -> str:
    unit, first = medicine.unit, medicine.dose
    percent = number_words(100 * (gap.dose - gap.lower) / first, 0)
    return (
        f"{medicine.name} cannot be divided finely enough: from {number_words(gap.dose, 2)} {unit} a day the "
        f"next lower dose is {number_words(gap.lower, 2)}, {percent}% of the dose before the taper at once, "
        f"and the limit is {number_words(speed.limit.percent)}% every {speed.limit.weeks} weeks "
        f"({speed.limit.source})"
    )


def _finer(medicine: Medicine) -> str:
    if medicine.unit == "mcg/h":
        return "Ask a pain specialist about buprenorphine or a change to an opioid with finer doses."
    return "Ask the pharmacy for smaller strengths and give them with --units, or ask about buprenorphine."


def _start(as_of: date, wish: Wish, speed: Speed, fell: float) -> tuple[date, list[str]]:
    """The first day, later where the dose fell a short time ago, so that both falls never add up.

    fell : percent within the last 30 days.
    """
    start = wish.start or as_of
    if start < as_of:
        raise TaperRefused(
            f"the start {start} lies before the day asked about, {as_of}", do="Choose a later day."
        )
    earliest = as_of + timedelta(weeks=speed.limit.weeks)
    if fell < 1 or start >= earliest:
        return start, []
    said = f"Opioids fell by {number_words(fell, 0)}% within the last 30 days, so the first step waits until "
    return earliest, [f"{said}{earliest.isoformat()}."]


def _of_age(record: Record, person: str, known: TaperKnowledge) -> tuple[Weighed, ...]:
    low, high = current.age_years(record, person)
    says = f"Under {known.adult_years} years: the guideline is for adults"
    if high is not None and high < known.adult_years:
        status = "met"
    elif low is None or low < known.adult_years:
        status = "unknown"
    else:
        return ()
    do = "A specialist for children plans it" if status == "met" else "Would settle it: birth date"
    source = known.paces[-1].limit.source
    return (Weighed("child", "met" if status == "met" else "unknown", True, says, do, (), source, True),)


def _notes(rows: Sequence[Row], known: TaperKnowledge, high: float | None) -> list[str]:
    """What must be said of the length of use, and of the other family where it is taken as well."""
    notes = []
    slow = known.paces[-1]
    if slow.days_of_use_from and high is None:
        notes.append(
            "How long it has been taken is not known for certain, so the slower limit of long use holds."
        )
    elif high is not None and high < slow.days_of_use_from:
        notes.append(
            f"By the chart it has been taken for {span_words(int(high))}. Ask: after a year of use the limit "
            f"is {number_words(slow.limit.percent)}% every {slow.limit.weeks} weeks."
        )
    other = "benzodiazepine" if known.family == "opioid" else "opioid"
    if current.taken_of(rows, other):
        notes.append(known.together.says)
    return notes


class _Advice(TypedDict):
    """The parts of a plan that are the same for everybody."""

    advice: tuple[str, ...]
    at_visit: tuple[str, ...]
    at_contact: tuple[str, ...]
    urgent_signs: tuple[str, ...]
    sources: tuple[str, ...]


def _advice(known: TaperKnowledge, speed: Speed) -> _Advice:
    said = [*known.withdrawal, *(each for each in (known.interval, known.buprenorphine) if each)]
    sources = [speed.limit.source, known.follow_up.source, *(each.source for each in known.at_review)]
    sources += [each.source for each in said if each is known.buprenorphine]
    return {
        "advice": tuple(each.says for each in said),
        "at_visit": tuple(each.says for each in known.at_review),
        "at_contact": tuple(each.says for each in known.at_contact),
        "urgent_signs": known.urgent_signs,
        "sources": tuple(dict.fromkeys(each for each in sources if each != _OURS)),
    }


def _recorded(wish: Wish) -> tuple[tuple[str, str], ...]:
    words = (("immediate danger", wish.danger), ("made although a reason to wait is met", wish.despite))
    return tuple((what, " ".join(said.split())) for what, said in words if said.strip())
