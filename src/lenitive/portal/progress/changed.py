"""What the answers say over time, in the person's words: better is up, and chance is named as chance."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from lenitive.clinic.svg import at
from lenitive.desk import store
from lenitive.knowledge.plain import plain_treatment
from lenitive.reason import story
from lenitive.reason.assess import assess
from lenitive.reason.story.change import Change, changes_of
from lenitive.reason.story.scores import Series, all_series, one_a_measure

# What a scale is about, as people say it; ids are those of the measures of knowledge/story.yaml.
NAMES = {
    "interference": _("Life with pain: what it lets me do"),
    "function": _("What my body can do"),
    "participation": _("Taking part in life"),
    "self_efficacy": _("Trust in what I can do"),
    "catastrophising": _("Calm about pain"),
    "mood": _("Mood"),
    "anxiety": _("Calm"),
    "sleep": _("Sleep"),
    "fatigue": _("Energy"),
    "fear": _("Trust in movement"),
    "acceptance": _("Living with pain around"),
    "headache": _("Life with headache"),
    "health": _("Health in all"),
    "intensity": _("How strong the pain is"),
}
_SAID = {
    "better": _("Clearly better than on %(day)s."),
    "small_better": _("A little better than on %(day)s."),
    "unsure_better": _("Perhaps better than on %(day)s. It may be chance; the next answers will tell."),
    "same": _("About the same as on %(day)s."),
    "unsure_worse": _("Perhaps harder than on %(day)s. It may be chance; the next answers will tell."),
    "small_worse": _("A little harder than on %(day)s."),
    "worse": _("Harder than on %(day)s. Tell your team; it is worth a talk."),
}
_HELPED = ("helped", "helped in part")
WIDTH, HEIGHT, _EDGE, _POINTS = 160, 56, 7, 12


@dataclass(frozen=True)
class Line:
    """One line: what it is about, what the change says, and a small picture where up is better."""

    name: str
    said: str
    points: str
    last: tuple[str, str]
    group: str
    count: int


@dataclass(frozen=True)
class Told:
    """What the record says over time: the lines, and the names of what has helped."""

    lines: tuple[Line, ...]
    helped: tuple[str, ...]


def told(patient_id: str, language: str) -> Told:
    """One line a measure with two days or more, what the person can do first; what has helped, each once."""
    today = timezone.localdate()
    with store.person(patient_id) as record:
        assess(record, patient_id=patient_id, as_of=today)  # makes the tables that the story reads
        series = one_a_measure(all_series(record, today))
        tried = story.ledger(record, today)
    lines = [_line(each) for each in changes_of(series) if each.series.measure.id in NAMES]
    lines.sort(key=lambda line: ("function", "mind", "pain").index(line.group))
    names = (plain_treatment(each.treatment, language).name for each in tried if each.did in _HELPED)
    return Told(tuple(lines), tuple(dict.fromkeys(names)))


def _line(change: Change) -> Line:
    spots = _spots(change.series)
    day = date_format(change.before.day, "j F Y")
    return Line(
        name=str(NAMES[change.series.measure.id]),
        said=str(_SAID[change.verdict]) % {"day": day},
        points=" ".join(f"{x},{y}" for x, y in spots),
        last=spots[-1],
        group=change.series.measure.group,
        count=len(spots),
    )


def _spots(series: Series) -> list[tuple[str, str]]:
    """The latest scores from left to right, the best at the top."""
    points = series.points[-_POINTS:]
    first, last = points[0].day.toordinal(), points[-1].day.toordinal()
    wide, high = WIDTH - 2 * _EDGE, HEIGHT - 2 * _EDGE
    return [
        (
            at(_EDGE + wide * (point.day.toordinal() - first) / max(last - first, 1)),
            at(_EDGE + high * (1 - series.good(point.value))),
        )
        for point in points
    ]
