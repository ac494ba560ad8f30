"""Scores in the person's words: what a scale is about, what a change says, where a picture's points stand.

Better is up in every picture, and chance is named as chance.
"""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from lenitive.clinic.svg import at
from lenitive.reason.story.change import Change
from lenitive.reason.story.scores import Point, Series

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


def changed(change: Change) -> str:
    """What a change says, with the day it is compared with."""
    return verdict_said(change.verdict, change.before.day)


def verdict_said(verdict: str, day: date) -> str:
    """A verdict of reason.story.change in words, with the day it is compared with."""
    return str(_SAID[verdict]) % {"day": date_format(day, "j F Y")}


def spots(series: Series, *, wide: int, high: int, edge: int, most: int) -> list[tuple[str, str, Point]]:
    """The latest scores from left to right, the best end at the top: x and y as text, and the score.

    wide, high : of the picture; edge : what stays free around it; most : how many scores.
    """
    points = series.points[-most:]
    first, last = points[0].day.toordinal(), points[-1].day.toordinal()

    def across(point: Point) -> float:
        return (point.day.toordinal() - first) / (last - first) if last > first else 0.5

    return [
        (
            at(edge + (wide - 2 * edge) * across(point)),
            at(edge + (high - 2 * edge) * (1 - series.good(point.value))),
            point,
        )
        for point in points
    ]
