"""What the clinic sees of a person's diary: the week, what may be said of it, and the last day told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from lenitive.portal.diary.week import week_of


@dataclass(frozen=True)
class DiaryFromHome:
    """week_svg : safe HTML of the picture, empty without an entry; last_day : None without any."""

    week_svg: str
    sentences: tuple[str, ...]
    last_day: date | None


def from_home(patient_id: str) -> DiaryFromHome:
    """The last seven days of a person's diary, for the clinic's page."""
    week = week_of(patient_id, timezone.localdate(), get_language() or "en")
    picture = render_to_string("portal/diary/_week.html", {"week": week}) if week.told else ""
    return DiaryFromHome(picture, week.sentences, week.last_day)
