"""Words of the clinic that the portal shows (body map, question, dose), named so that translators find them.

Django looks every sentence up in one pool: what is translated here is spoken wherever the portal borrows it.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

SENTENCES = (
    _("your right"),
    _("hurts; how much was not said"),
    _("no pain"),
    _("mild"),
    _("moderate"),
    _("severe"),
    _("aching"),
    _("burning"),
    _("stabbing"),
    _("shooting"),
    _("throbbing"),
    _("cramping"),
    _("tingling"),
    _("numb"),
    _("No painful place on this side."),
    _("Head and neck"),
    _("Shoulders and arms"),
    _("Chest and belly"),
    _("Hips and pelvis"),
    _("Legs and feet"),
    _("New"),
    _("Gone"),
    _("Same place, less pain"),
    _("Same place, more pain"),
    _("Same place, as before"),
    _("No place is new"),
    _("none is gone"),
    _("none is the same"),
    _(" The pain has reached a part of the body that did not hurt."),
    _("How far you are"),
    _("Question %(number)s of %(questions)s"),
    _("saved"),
    _("Think of: %(recall)s"),
    _("A number"),
    _("No connection just now. Your answer is still here: wait a moment, then press Next again."),
    _("Next"),
    _("Leave this one out"),
    _("%(low)s to %(high)s"),
    _("that is none of the answers"),
    _("Choose one of them."),
    _("that is no date"),
    _("Write it as year-month-day."),
    _("“%(text)s” is not one of the answers"),
    _("Give a number from %(low)s to %(high)s."),
    _("only if needed"),
    _("once a day"),
    _("once every %(days)s days"),
    _("%(times)s times a day"),
    _("%(times)s times in %(days)s days"),
    _("; then "),
)
NUMBERED = (
    ngettext_lazy("%(n)d place is new", "%(n)d places are new", "n"),
    ngettext_lazy("%(n)d is gone", "%(n)d are gone", "n"),
    ngettext_lazy("%(n)d is the same", "%(n)d are the same", "n"),
    ngettext_lazy("About %(n)s minute left", "About %(n)s minutes left", "n"),
    ngettext_lazy("%(n)s tablet", "%(n)s tablets", "count"),
    ngettext_lazy("%(n)s capsule", "%(n)s capsules", "count"),
    ngettext_lazy("%(n)s patch", "%(n)s patches", "count"),
    ngettext_lazy("%(n)s drop", "%(n)s drops", "count"),
    ngettext_lazy("%(n)s puff", "%(n)s puffs", "count"),
    ngettext_lazy("%(n)s spray", "%(n)s sprays", "count"),
    ngettext_lazy("%(n)s film", "%(n)s films", "count"),
    ngettext_lazy("%(n)s lozenge", "%(n)s lozenges", "count"),
    ngettext_lazy("%(n)s suppository", "%(n)s suppositories", "count"),
)
OF_THE_BODY = (pgettext_lazy("body", "Front"), pgettext_lazy("body", "Back"))
