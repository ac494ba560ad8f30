"""What the diary's page shows."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone

from lenitive.portal.diary import fields
from lenitive.portal.sessions import Me, proof


def whose(me: Me) -> str:
    """A sign of whose page this is, that says nothing to anybody else."""
    return proof(f"whose {me.account.pk} {me.patient_id}")[:24]


def diary_context(
    answers: dict[str, fields.Answer], language: str, *, day: date | None = None, blank: bool = False
) -> dict[str, Any]:
    """The form with a day's answers so far; blank : for a shell, which has none."""
    return {
        "toggles": fields.toggles(answers, language),
        "questions": fields.questions(answers, language),
        "words": answers.get(fields.WORDS) or "",
        "was": json.dumps(answers),
        "words_most": fields.WORDS_MOST,
        "day": "" if blank else (day or timezone.localdate()).isoformat(),
        "uuid": "" if blank else uuid4(),
        "version": "" if blank else uuid4(),
        "shell": blank,
    }
