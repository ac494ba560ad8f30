"""The week of a diary in one picture: what was done thick, sleep beside it, pain thin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lenitive.clinic.svg import at
from lenitive.knowledge.portal.diary import diary_rule
from lenitive.knowledge.portal.files import said
from lenitive.plan.own.diary import numbers_of, weekly
from lenitive.portal.diary import fields, keeping

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 360, 210, 12, 348, 20, 170
DAYS = 7
_LOOKED_BACK = timedelta(days=2 * 365)  # as far as the last look can reach, with days left out


@dataclass(frozen=True)
class Bar:
    """What was done on a day; words : the day in a sentence, for whoever hears the page."""

    x: str
    y: str
    height: str
    day: str
    middle: str
    words: str


@dataclass(frozen=True)
class Week:
    """The picture, coordinates as text. lines : of pain and sleep, broken where nothing was told."""

    bars: tuple[Bar, ...]
    pain: tuple[str, ...]
    pain_spots: tuple[tuple[str, str], ...]
    sleep: tuple[str, ...]
    sleep_spots: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]
    last_day: date | None
    width: int = WIDTH
    height: int = HEIGHT
    bottom: int = BOTTOM

    @property
    def told(self) -> bool:
        """Whether any of these days has an entry."""
        return self.last_day is not None and any(bar.words for bar in self.bars)


def week_of(patient_id: str, last: date, language: str) -> Week:
    """The seven days up to `last` of a person, and what may be said of them."""
    days = [last - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    told = keeping.days(patient_id, days[0], last)
    pain, sleep = ([told.get(day, {}).get(name) for day in days] for name in ("pain", "sleep"))
    return Week(
        bars=tuple(_bar(place, day, told.get(day, {}), language) for place, day in enumerate(days)),
        pain=_lines(pain),
        pain_spots=_spots(pain),
        sleep=_lines(sleep),
        sleep_spots=_spots(sleep),
        sentences=sentences(patient_id, last, language),
        last_day=keeping.last_day(patient_id),
    )


def sentences(patient_id: str, last: date, language: str) -> tuple[str, ...]:
    """What goes with what, as far as the days show it; with its size, and that it is no cause."""
    rule = diary_rule()
    things = [fields.DID + each for each in rule.done]
    told = keeping.days(patient_id, last - _LOOKED_BACK, last)
    made = weekly({day: numbers_of(told[day], things, tuple(rule.scales)) for day in told}, last)
    if made.found is None:
        return (said(rule.nothing if made.enough else rule.too_few, language),)
    found = made.found
    which = found.relation.lower if found.difference < 0 else found.relation.higher
    size = _("On average by %(points)s points (%(low)s to %(high)s), over %(days)s days.") % {
        "points": f"{abs(found.difference):.1f}",
        "low": f"{min(abs(found.low), abs(found.high)):.1f}",
        "high": f"{max(abs(found.low), abs(found.high)):.1f}",
        "days": found.days,
    }
    return (said(which, language), size, said(rule.not_cause, language))


def _bar(place: int, day: date, answers: keeping.Answers, language: str) -> Bar:
    most = len(diary_rule().done)
    did = [each.label for each in fields.toggles(answers, language) if each.on]
    told = [
        f"{each.label} {each.value}" for each in fields.questions(answers, language) if each.value is not None
    ]
    height = len(did) / most * (BOTTOM - TOP)
    words = f"{date_format(day, 'l j F')}: {', '.join(did + told)}." if answers else ""
    middle = _across(place)
    return Bar(at(middle - 15), at(BOTTOM - height), at(height), date_format(day, "D"), at(middle), words)


def _lines(values: list[int | None]) -> tuple[str, ...]:
    """The stretches of days that were told, each as points of a line."""
    stretches: list[list[str]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            stretches.append([])
        else:
            stretches[-1].append(f"{at(_across(place))},{at(_up(value))}")
    return tuple(" ".join(each) for each in stretches if len(each) > 1)


def _spots(values: list[int | None]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (at(_across(place)), at(_up(value))) for place, value in enumerate(values) if value is not None
    )


def _across(place: int) -> float:
    return LEFT + (place + 0.5) * (RIGHT - LEFT) / DAYS


def _up(value: int) -> float:
    rule = diary_rule()
    return BOTTOM - (value - rule.least) / (rule.most - rule.least) * (BOTTOM - TOP)
