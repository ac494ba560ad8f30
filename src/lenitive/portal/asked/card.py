"""What questionnaires put on the first page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lenitive.desk.policy import Helper, own_may
from lenitive.knowledge import instruments
from lenitive.knowledge.portal.files import said
from lenitive.portal.asked.due import Due, due
from lenitive.portal.asked.offered import minutes_of, waiting
from lenitive.portal.home.cards import Card
from lenitive.portal.sessions import Me

WAITS, IS_DUE = 10, 20


def card(me: Me) -> list[Card]:
    """What waits, or else what is due; nothing for whoever may only look."""
    if not own_may(Helper(me.tie.helper), "own_answer"):
        return []
    held = waiting(me)
    if held is not None:
        title = _("Go on with your questions") if held.begun else _("Questions from your team")
        press = _("Go on") if held.begun else _("Start")
        text = _("Stop at any time. Each answer is kept.")
        url = reverse("portal:ask_resume", args=[held.asking.pk])
        return [Card(WAITS, title, text, url, press, held.minutes)]
    found = due(me.patient_id)
    if found is None:
        return []
    forms = [instruments.instrument(form) for form in found.forms]
    text = _("Stop at any time. Each answer is kept.")
    return [Card(IS_DUE, why(found, me.language), text, reverse("portal:ask"), _("Look"), minutes_of(forms))]


def why(found: Due, language: str) -> str:
    """Why something is due, as a heading."""
    return f"{said(found.because, language)}: {date_format(found.day, 'j F')}"
