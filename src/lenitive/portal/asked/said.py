"""What answers say, and what changed since last time: in plain words, and a picture on which better is up."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lenitive.clinic.models import Asking
from lenitive.clinic.svg import at
from lenitive.clinic.tablet import walk
from lenitive.desk import store
from lenitive.reason.story.change import judge
from lenitive.reason.story.scores import Series, all_series

WIDTH, HEIGHT, EDGE, _POINTS = 320, 150, 26, 8
ABOUT = {
    "interference": gettext_lazy("How far pain gets in the way"),
    "function": gettext_lazy("What your body can do"),
    "participation": gettext_lazy("Taking part in life"),
    "self_efficacy": gettext_lazy("Trust in what you can do"),
    "catastrophising": gettext_lazy("Worry about pain"),
    "mood": gettext_lazy("Mood"),
    "anxiety": gettext_lazy("Worry"),
    "sleep": gettext_lazy("Sleep"),
    "fatigue": gettext_lazy("Energy"),
    "fear": gettext_lazy("Trust in movement"),
    "acceptance": gettext_lazy("Living with pain around"),
    "headache": gettext_lazy("Life with headache"),
    "health": gettext_lazy("Health in all"),
    "intensity": gettext_lazy("How strong the pain is"),
}
_CHANGED = {
    "better": gettext_lazy("Better than on %(day)s, and by enough to matter."),
    "small_better": gettext_lazy("A little better than on %(day)s."),
    "unsure_better": gettext_lazy("Perhaps better than on %(day)s. It may also be chance."),
    "same": gettext_lazy("About the same as on %(day)s."),
    "unsure_worse": gettext_lazy("Perhaps harder than on %(day)s. It may also be chance."),
    "small_worse": gettext_lazy("A little harder than on %(day)s."),
    "worse": gettext_lazy("Harder than on %(day)s. Please tell your team; it is worth a talk."),
}


@dataclass(frozen=True)
class Spot:
    """One score on the picture."""

    x: str
    y: str
    day: str


@dataclass(frozen=True)
class Said:
    """What one form says: its number in words, what changed, and the picture."""

    name: str
    about: str
    value: str
    which: str
    changed: str
    spots: tuple[Spot, ...]
    line: str
    described: str


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
    for form in walk.progress(asking):
        series = every.get(form.form.id)
        row = f"{asking.forms[_place(asking, form.form.id)]['response']}#1"
        if series is None or not _is_of(series, asking, row):
            if form.answered:
                bare.append(Unscored(form.form.name, form.answered, form.of))
            continue
        found.append(_said(series))
    return found, bare


def _place(asking: Asking, instrument: str) -> int:
    return next(place for place, form in enumerate(asking.forms) if form["instrument"] == instrument)


def _is_of(series: Series, asking: Asking, row: str) -> bool:
    """Whether the newest score comes from these answers, and not from a day before."""
    ended = timezone.localtime(asking.ended_at or asking.used_at).date()
    begun = timezone.localtime(asking.opened_at or asking.made_at).date()
    return begun <= series.latest.day <= ended


def _said(series: Series) -> Said:
    number = f"{series.latest.value:.1f}".removesuffix(".0")
    value = (
        _("%(n)s points, where 50 is the middle of most people") if series.t_score else _("%(n)s of %(high)s")
    )
    return Said(
        name=series.name,
        about=str(ABOUT.get(series.measure.id, series.measure.label)),
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
    change = judge(series, before, series.latest)
    return str(_CHANGED[change.verdict]) % {"day": date_format(before.day, "j F Y")}


def _spots(series: Series) -> tuple[Spot, ...]:
    """The latest scores from left to right, the best end at the top."""
    shown = series.points[-_POINTS:]
    first, last = shown[0].day.toordinal(), shown[-1].day.toordinal()
    wide, high = WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE
    return tuple(
        Spot(
            at(EDGE + wide * ((point.day.toordinal() - first) / (last - first) if last > first else 0.5)),
            at(EDGE + high * (1 - series.good(point.value))),
            date_format(point.day, "j M"),
        )
        for point in shown
    )


def _described(series: Series) -> str:
    points = (f"{date_format(point.day, 'j F Y')}: {point.value:g}" for point in series.points[-_POINTS:])
    return _("Up is better. %(points)s") % {"points": "; ".join(points)}
