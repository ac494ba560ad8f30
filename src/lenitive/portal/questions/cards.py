"""What asking puts on the first page: the offer, last of all."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from lenitive.portal.home.cards import Card
from lenitive.portal.sessions import Me

_LAST = 190


def card(me: Me) -> list[Card]:
    """The offer to ask; for whoever is in, since asking reads no more than they may see."""
    text = _("About pain, treatments, courses, or your own care.")
    return [Card(_LAST, _("Ask a question"), text, reverse("portal:question"), _("Ask"))]
