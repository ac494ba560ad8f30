"""`python -m django refresh_people`: make the list's lines of everybody ahead of the day, from a timer."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from lenitive.clinic.summary import refresh, stale
from lenitive.desk.store import person_ids

_AT_ONCE = 100


class Command(BaseCommand):
    help = "Make the lines of the list of people for today, those that are out of date."

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through everybody in pieces; a second run finds nothing to do."""
        today, everybody, made = timezone.localdate(), person_ids(), 0
        for start in range(0, len(everybody), _AT_ONCE):
            made += refresh(stale(everybody[start : start + _AT_ONCE], today), today)
        self.stdout.write(f"{made} of {len(everybody)} people.")
