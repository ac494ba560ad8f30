"""What the body map puts on the first page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from lenitive.desk.policy import Helper, own_may
from lenitive.portal.body.keeping import today
from lenitive.portal.home.cards import Card
from lenitive.portal.sessions import Me

OFFERED = 150


def card(me: Me) -> list[Card]:
    """Offered, and never due; done where today's map has begun."""
    if not own_may(Helper(me.tie.helper), "own_answer"):
        return []
    done = today(me.patient_id) is not None
    text = _("Mark on a figure where it hurts, how much, and how it feels.")
    return [Card(OFFERED, _("Body map"), "" if done else text, reverse("portal:body"), _("Open"), 2, done)]
