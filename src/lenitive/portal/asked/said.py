"""What answers say, and what changed since last time: in plain words, and a picture on which better is up."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lenitive.clinic.models import Asking
from lenitive.clinic.tablet import walk
from lenitive.desk import store
from lenitive.portal.asked.offered import name_of
from lenitive.portal.asked.said_bank import FromBank, said_of_bank
from lenitive.portal.scores import NAMES, changed, spots
from lenitive.reason.story.change import judge
from lenitive.reason.story.scores import Series, all_series

WIDTH, HEIGHT, EDGE, _POINTS = 320, 150, 26, 8


@dataclass(frozen=True)
class Spot:
    """One score on the picture."""

    x: str
    y: str
    day: str


@dataclass(frozen=True)
class Said:
    """What one form says: its number in words, what changed, and the picture.

    made_up : whether its points come from a bank that nobody calibrated on people.
    """

    name: str
    about: str
    value: str
    which: str
    changed: str
    spots: tuple[Spot, ...]
    line: str
    described: str
    made_up: bool = False


@dataclass(frozen=True)
class Unscored:
    """A form that gives no number: all of it, or too little of it, was answered."""

    name: str
    answered: int
    of: int


def said(asking: Asking) -> tuple[list[Said], list[Unscored]]:
    """What the forms of an asking say; those without a score apart."""
    with store.person(asking.patient_id) as record:
        every = {
            each.instrument: each
            for each in all_series(record, timezone.localdate())
            if each.speaks_for_its_form
        }
    found: list[Said] = []
    bare: list[Unscored] = []
    for place, form in enumerate(walk.progress(asking)):
        told = said_of_bank(asking, place)
        if told is not None:
            found.append(_of_bank(told))
            continue
        series = every.get(form.form.id)
        if series is None or not _is_of(series, asking.forms[place]["response"]):
            if form.answered:
                bare.append(Unscored(name_of(form.form.id, form.form.name), form.answered, form.of))
            continue
        found.append(_said(series))
    return found, bare


def _of_bank(told: FromBank) -> Said:
    """A result of a bank in the form of the others."""
    points = told.points[-_POINTS:]
    return Said(
        name=told.name,
        about=told.name,
        value=told.value,
        which=_("More is better.") if told.higher_is_better else _("Less is better."),
        changed=told.changed,
        spots=(spots := tuple(Spot(x, y, day) for x, y, day in told.spots(WIDTH, HEIGHT, EDGE, _POINTS))),
        line=" ".join(f"{spot.x},{spot.y}" for spot in spots),
        described=_("Up is better. %(points)s")
        % {"points": "; ".join(f"{date_format(day, 'j F Y')}: {value:.0f}" for day, value in points)},
        made_up=told.made_up,
    )


def _is_of(series: Series, response: str) -> bool:
    """Whether the newest score comes from these answers, and not from those of another day."""
    return f"{response}#1" in series.latest.rows


def _said(series: Series) -> Said:
    number = f"{series.latest.value:.1f}".removesuffix(".0")
    value = (
        _("%(n)s points, where 50 is the middle of most people") if series.t_score else _("%(n)s of %(high)s")
    )
    return Said(
        name=name_of(series.instrument, series.name),
        about=str(NAMES.get(series.measure.id, series.measure.label)),
        value=value % {"n": number, "high": f"{series.high:g}"},
        which=_("More is better.") if series.higher_is_better else _("Less is better."),
        changed=_changed(series),
        spots=(spots := _spots(series)),
        line=" ".join(f"{spot.x},{spot.y}" for spot in spots),
        described=_described(series),
    )


def _changed(series: Series) -> str:
    before = series.previous
    if before is None:
        return _("This is your first time. Next time you will see here what changed.")
    return changed(judge(series, before, series.latest))


def _spots(series: Series) -> tuple[Spot, ...]:
    drawn = spots(series, wide=WIDTH, high=HEIGHT, edge=EDGE, most=_POINTS)
    return tuple(Spot(x, y, date_format(point.day, "j M")) for x, y, point in drawn)


def _described(series: Series) -> str:
    points = (f"{date_format(point.day, 'j F Y')}: {point.value:g}" for point in series.points[-_POINTS:])
    return _("Up is better. %(points)s") % {"points": "; ".join(points)}
