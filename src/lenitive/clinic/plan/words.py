"""What standings, parts and modalities are called on a page, and the tone of their badge."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lenitive.plan.options import Option

STANDINGS = {
    "fits_now": _("Fits now"),
    "consider": _("Consider"),
    "unknown": _("Find out first"),
    "later": _("Not yet"),
    "already_tried": _("Tried, did not help enough"),
    "not_for_this_person": _("Not for this person"),
}
CURRENT = {
    "continue": _("Keep"),
    "review": _("Look at it again"),
    "stop_slowly": _("Lower slowly, never suddenly"),
}
_TONES = {
    "fits_now": "up",
    "continue": "up",
    "consider": "flat",
    "unknown": "caution",
    "review": "caution",
    "stop_slowly": "alert",
    "not_for_this_person": "alert",
}
PARTS = {
    "education": _("Self-management and education"),
    "movement": _("Movement"),
    "mind": _("Mind"),
    "medicine": _("Medicine"),
    "complementary": _("Complementary"),
    "procedure": _("Procedure"),
    "programme": _("Programme"),
}
SAFER_OPIOIDS = _("Safer opioids")
MODALITIES = {
    "self-management": _("Self-management"),
    "rehabilitation": _("Movement"),
    "psychological": _("Mind"),
    "pharmacological": _("Medicine"),
    "interventional": _("Procedure"),
    "complementary": _("Complementary"),
    "programme": _("Programme"),
}
PATHWAYS = {
    "acute": _("Acute pain"),
    "chronic": _("Chronic pain"),
    "cancer": _("Cancer pain"),
    "palliative": _("Palliative care"),
}
DIRECTIONS = {
    "benefit": _("helps"),
    "little_or_no_benefit": _("helps little or not at all"),
    "mixed": _("points both ways"),
    "uncertain": _("not known whether it helps"),
    "harm": _("harms"),
}
ROLES_OF_LINE = {
    "first": _("first line"),
    "second": _("second line"),
    "third": _("third line"),
    "specialist": _("for a specialist"),
}


def badge(option: Option) -> tuple[str, str]:
    """The word of an option's standing and its tone; what is taken now is spoken of as taken."""
    if option.current is None:
        return str(STANDINGS[option.standing]), _TONES.get(option.standing, "flat")
    words = str(CURRENT[option.current])
    if option.never_suddenly and option.current != "stop_slowly":
        words = gettext("{what}, never stop suddenly").format(what=words)
    return str(words), _TONES[option.current]


def short_title(title: str) -> str:
    """A title without what stands in brackets at its end.

    >>> short_title("Methadone (for pain)")
    'Methadone'
    """
    return title.split(" (")[0]
