"""What a form says of the proposals of a letter: confirmed, not so, or open again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from lenitive.clinic.models import Referral
from lenitive.clinic.referrals import facts
from lenitive.clinic.referrals.meaning import CLINICAL
from lenitive.clinic.referrals.told_person import fill_in
from lenitive.clinic.referrals.views.found import numbers, staff_of
from lenitive.errors import LenitiveError


def answer_facts(request: HttpRequest, referral: Referral, *, clinical: bool) -> None:
    """Keep what was said; `clinical` : whether one may confirm what goes into the record."""
    staff = staff_of(request)
    mine = {each.pk: each for each in referral.facts.all() if clinical or each.kind not in CLINICAL}
    again = [each for each in numbers([request.POST.get("again", "")]) if each in mine]
    try:
        if again:
            facts.take_back(again[0], referral, staff)
            messages.success(request, _("It is to be confirmed again."))
            return
        said = {pk: request.POST.get(f"fact-{pk}", "") for pk in mine}
        yes = [pk for pk, answer in said.items() if answer == "yes"]
        no = [pk for pk, answer in said.items() if answer == "no"]
        changed = facts.answer(referral, staff, confirmed=yes, rejected=no)
        fill_in(referral, [mine[pk] for pk in yes], request.POST)
        if changed:
            messages.success(request, _("Kept. What you confirmed counts now."))
        else:
            messages.info(request, _("Nothing was chosen."))
    except LenitiveError as problem:
        messages.error(request, str(problem))
