"""Where a piece of work is answered, and in which words the list leads there; by knowledge/work.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lenitive.clinic.models import WorkItem
from lenitive.knowledge.choices import choices
from lenitive.knowledge.work import work

_CHOICE = "choice"
# As the lists call it -> the address of the person's page, and the words of the link.
_PAGES: Mapping[str, tuple[str, Promise]] = {
    "ask": ("clinic:ask", _("Ask now")),
    "medicines": ("clinic:medicines", _("Open the medicines")),
    "taper": ("clinic:taper", _("Open the taper")),
    "authorise": ("clinic:authorise_choose", _("Open the checklist")),
    "decisions": ("clinic:decisions", _("Open the plan")),
    "notes": ("clinic:notes", _("Open the notes")),
    "from_home": ("portal:from_home", _("Open what came from home")),
}


@dataclass(frozen=True)
class Lead:
    """One link of a row."""

    address: str
    words: str


def lead(item: WorkItem) -> Lead | None:
    """Where this is answered; nothing where the record or a talk answers it."""
    place = work().kind(item.kind).answered_at
    if place == _CHOICE:
        return _of_choice(item)
    if place not in _PAGES:
        return None
    name, words = _PAGES[place]
    return Lead(reverse(name, args=[item.patient_id]), str(words))


def _of_choice(item: WorkItem) -> Lead | None:
    """What is asked once a visit about this list or this rule, on the person's page."""
    asked = (each for each in choices().choices if each.work == item.kind or item.subject in each.rules)
    found = next(asked, None)
    if found is None:
        return None
    page = reverse("clinic:person", args=[item.patient_id])
    return Lead(f"{page}#choice-{found.id}", str(_("Answer on the page")))
