"""Who may be asked from home: the portal, which the clinic does not know, answers here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import gettext as _

from lenitive.errors import InputError
from lenitive.knowledge import instruments


class AtHome(Protocol):
    """What answers for a place where people are asked from home."""

    def is_open_to(self, patient_id: str) -> bool:
        """Whether somebody can come in for this person."""

    def why_not(self, patient_id: str, instrument: str) -> str:
        """Why this form cannot be asked of this person from home; nothing when it can."""


_PLACES: list[AtHome] = []


def register(place: AtHome) -> None:
    """Let a place answer; there is one at most."""
    _PLACES[:] = [place]


def is_open_to(patient_id: str) -> bool:
    """Whether this person can be asked from home at all."""
    return any(place.is_open_to(patient_id) for place in _PLACES)


def refuse(patient_id: str, forms: Iterable[str]) -> None:
    """Refuse what cannot be asked from home. Raises InputError with the reason of the first such form."""
    if not is_open_to(patient_id):
        raise InputError(
            _("nobody comes into the portal for this person"), do=_("Invite them, or ask on the tablet.")
        )
    for form in forms:
        why = next((said for place in _PLACES if (said := place.why_not(patient_id, form))), "")
        if why and form in instruments.ids():
            name = instruments.instrument(form).name
            raise InputError(f"{name}: {why}", do=_("Leave it out, or ask it in the clinic."))
