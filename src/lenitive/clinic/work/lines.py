"""What the day's page and its print say of one person: texts only, kept with the person's summary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lenitive.clinic.work.reach import Reach
from lenitive.plan.due import Judged
from lenitive.plan.due.held import allergies_now, medicines_now
from lenitive.reason import story
from lenitive.reason.story.words import number_words

# Any: JSON; `day.py` reads it back into dataclasses.
Day = dict[str, Any]
_ALARMING = ("emergency", "urgent")


def lines(of: Judged, reach: Reach) -> Day:
    """since, answered, dangers, medicines, allergies, phone and language; a list that is not held is null."""
    newest = max((each.series.latest.day for each in of.numbers), default=None)
    return {
        "since": [_change(each) for each in story.since_last_time(of.record, of.as_of)],
        "answered": newest.isoformat() if newest else None,
        "dangers": _dangers(of.summary["findings"]),
        "medicines": _list(medicines_now(of.record, of.as_of)),
        "allergies": _list(allergies_now(of.record)),
        "mme": _mme(of.summary["exposure"]),
        "phone": reach.phone,
        "language": reach.language,
    }


def _change(change: story.Change) -> dict[str, str]:
    label = change.series.measure.label
    return {
        "text": f"{label} {change.before.text} → {change.now.text}",
        "verdict": change.words,
        "tone": change.tone,
    }


def _dangers(findings: Sequence[Any]) -> list[dict[str, str]]:
    found = [each for each in findings if each["status"] == "met" and each["urgency"] in _ALARMING]
    found.sort(key=lambda each: _ALARMING.index(each["urgency"]))
    return [{"title": each["title"], "urgency": each["urgency"], "rule": each["rule"]} for each in found]


def _list(told: tuple[str, ...] | None) -> list[str] | None:
    return None if told is None else list(told)


def _mme(exposure: Any) -> str:
    low, high = exposure["mme_low"], exposure["mme_high"]
    if high is None:
        return f"at least {number_words(low)} MME a day, one order cannot be read" if low else ""
    return f"{number_words(high)} MME a day" if high else ""
