"""The summary for the clinician: everything that a visit needs, on one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lenitive.plan.options import Option
from lenitive.plan.papers.chart import Chart, chart_of
from lenitive.plan.papers.gather import Told
from lenitive.plan.papers.press import Head, page_count
from lenitive.plan.papers.words import head_of
from lenitive.reason import story
from lenitive.reason.story.words import capital, sentence

_NAMES = {"nociceptive": "Nociceptive", "neuropathic": "Neuropathic", "nociplastic": "Nociplastic"}
_GRADES = ("none", "unknown", "possible", "probable", "definite")
_GRADE_WORDS = {"none": "not found", "unknown": "not known"}
_LOUD, _QUIET = ("emergency", "urgent"), ("soon",)
_ROOM = (9, 7, 6, 5, 4, 3, 2, 1)  # lines a list may have; fewer until all stands on one page
_STANDS = {"fits_now": "Start", "consider": "Consider"}
_NOW = {"continue": "Keep", "review": "Review", "stop_slowly": "Only slowly"}


@dataclass(frozen=True)
class AlertLine:
    """Something that needs action."""

    title: str
    action: str
    urgency: str
    loud: bool


@dataclass(frozen=True)
class Drive:
    """One mechanism; share is how much of its bar is filled."""

    id: str
    name: str
    grade: str
    share: float


@dataclass(frozen=True)
class NumberLine:
    """One measured number."""

    value: str
    unit: str
    label: str
    meaning: str
    change: str
    tone: str


@dataclass(frozen=True)
class OptionLine:
    """One treatment that is proposed or taken."""

    stands: str
    title: str
    do: str


@dataclass(frozen=True)
class SummaryPaper:
    """The words of `templates/summary.typ`. more : how much is left out for want of room, in words."""

    head: Head
    story: tuple[str, ...]
    wants: tuple[str, ...]
    alerts: tuple[AlertLine, ...]
    drives: tuple[Drive, ...]
    time_course: str
    numbers: tuple[NumberLine, ...]
    pain: NumberLine | None
    chart: Chart | None
    opioids: str
    orders: tuple[str, ...]
    options: tuple[OptionLine, ...]
    tried: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    note: str
    more: str


def summary_paper(told: Told) -> SummaryPaper:
    """The summary with as many lines in its lists as stand on one page."""
    made = _with_room(told, _ROOM[0])
    for room in _ROOM[1:]:
        if page_count("summary", made) == 1:
            break
        made = _with_room(told, room)
    return made


def _with_room(told: Told, room: int) -> SummaryPaper:
    alerts, options, tried = _alerts(told), list(_options(told)), list(_tried(told.tried))
    missing = [each.what for each in told.missing.settles]
    shown_alerts = [*(each for each in alerts if each.loud)]
    shown_alerts += [each for each in alerts if not each.loud][: max(0, room - len(shown_alerts))]
    cut = {
        "findings": len(alerts) - len(shown_alerts),
        "treatments": max(0, len(options) - room),
        "earlier treatments": max(0, len(tried) - room),
        "questions": max(0, len(missing) - room),
    }
    pain = [each for each in told.numbers if each.series.measure.group == "pain"]
    return SummaryPaper(
        head=head_of(told.person, told.as_of, "Summary", told.knowledge),
        story=tuple(_story(told)),
        wants=tuple(each.text for each in told.words.wants),
        alerts=tuple(shown_alerts),
        drives=tuple(_drives(told)),
        time_course=told.time_course,
        numbers=tuple(_number(each) for each in told.numbers if each.series.measure.group != "pain")[:6],
        pain=_number(pain[0]) if pain else None,
        chart=chart_of(told.line),
        opioids=_no_opioid(told) if told.opioids.none else told.opioids.total,
        orders=tuple(f"{each.name}: {each.sums or each.reason}" for each in told.opioids.counted)[:room],
        options=tuple(options[:room]),
        tried=tuple(tried[:room]),
        missing=tuple(missing[:room]),
        note=told.plan.note,
        more=_more(cut),
    )


def _more(cut: dict[str, int]) -> str:
    said = [f"{number} more {what}" for what, number in cut.items() if number > 0]
    return f"On the screen: {', '.join(said)}." if said else ""


def _story(told: Told) -> Iterator[str]:
    for each in (told.words.hurts or told.words.where, told.words.since, told.words.stops):
        if each is not None:
            yield sentence(each.text)


def _alerts(told: Told) -> list[AlertLine]:
    return [
        AlertLine(each["title"], each["action"], each["urgency"], each["urgency"] in _LOUD)
        for each in told.met(*_LOUD, *_QUIET)
    ]


def _drives(told: Told) -> Iterator[Drive]:
    for name, words in _NAMES.items():
        grade = told.grades.get(name, "unknown")
        place = _GRADES.index(grade) if grade in _GRADES else 1
        yield Drive(name, words, _GRADE_WORDS.get(grade, grade), max(0, place - 1) / 3)


def _number(each: story.Headline) -> NumberLine:
    change = each.last
    return NumberLine(
        each.value,
        each.series.unit,
        each.series.measure.label,
        each.meaning,
        f"was {change.before.text} on {change.before.at}: {change.words}" if change else "",
        change.tone if change else "flat",
    )


def _no_opioid(told: Told) -> str:
    if told.opioids.high is None:
        return "No opioid order, and no list of medicines: ask what is taken."
    return "No opioid order on this day."


def _options(told: Told) -> Iterator[OptionLine]:
    combination = told.plan.combination
    if combination is None:
        return
    yield from _lines(combination.start, "Start")
    for name in ("stop_slowly", "review", "keep"):
        yield from _lines(getattr(combination, name))


def _lines(options: Iterable[Option], start: str = "") -> Iterator[OptionLine]:
    for each in options:
        stands = _NOW[each.current] if each.current else _STANDS.get(each.standing, start)
        yield OptionLine(stands, each.treatment.title, each.do)


def _tried(tried: Sequence[story.Tried]) -> Iterator[tuple[str, str]]:
    for each in tried:
        came = [each.dates, each.reached, each.did, each.enough, each.stopped]
        yield (
            capital(each.name or each.title),
            ", ".join(said for said in came if said) or "nothing is written",
        )
