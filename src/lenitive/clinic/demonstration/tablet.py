"""Questionnaires of the demonstration's day: one person answered in the waiting room, another is about to."""

from __future__ import annotations

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.demonstration.answers import answers_for
from lenitive.clinic.models import Asking, Way
from lenitive.clinic.tablet import answers, sessions
from lenitive.desk import audit
from lenitive.desk.models import Staff
from lenitive.knowledge import instruments

_SEED = 20260601
# Who answered today, and how it came out; the story of this person goes on.
_DONE = ("harold-okafor", "bpi", {"interference": 3.1, "severity": 4.25})
# Who waits for the code to be typed.
_WAITING = ("hannah-whitlock", ("pseq", "pgic"))


def ask_some() -> None:
    """Ask both; the code of the second is nobody's to know, and staff start anew for another."""
    nurse = Staff.objects.get(username="nurse")
    patient_id, form, scores = _DONE
    asking, _code = sessions.start(patient_id, [form], nurse, Way.TABLET)
    _answer(asking, scores)
    sessions.start(_WAITING[0], _WAITING[1], nurse, Way.TABLET)


def _answer(asking: Asking, scores: dict[str, float]) -> None:
    """Every question of the only form, as the person taps them, then the end."""
    now, shape = timezone.now(), instruments.instrument(asking.forms[0]["instrument"])
    asking.opened_at = asking.used_at = now
    asking.save(update_fields=["opened_at", "used_at"])
    for item, value in answers_for(shape, scores, np.random.default_rng(_SEED)).items():
        answers.keep(asking, 0, item, value)
    answers.finish(asking, 0)
    sessions.end(asking, _("finished"))
    audit.record(
        None,
        "tablet_answered",
        what=shape.name,
        patient_id=asking.patient_id,
        allowed=True,
        why=_("asked by %s") % asking.who,
        actor=_("Questionnaires %d") % asking.pk,
    )
