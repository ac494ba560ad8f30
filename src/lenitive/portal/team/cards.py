"""On the first page: the next visit, a page for the doctor before it, and what the team saw."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lenitive.desk.policy import own_may
from lenitive.knowledge.portal.team import own_team
from lenitive.portal.home.cards import Card
from lenitive.portal.mine import correcting
from lenitive.portal.models import Seen
from lenitive.portal.sessions import Me
from lenitive.portal.team import asking, visits
from lenitive.portal.team.views import seen_lately


def card(me: Me) -> list[Card]:
    """The next visit, the page for the doctor before it, and who saw what came from home."""
    following = next(iter(visits.ahead(me)), None)
    cards = _seen(me) + _answered(me)
    if following is not None:
        team = reverse("portal:team")
        cards.append(
            Card(110, _("Your next visit"), f"{following.when}. {following.kind}.", team, _("See it"))
        )
        cards += _page_for(me, following)
    return cards


def _page_for(me: Me, visit: visits.Visit) -> list[Card]:
    near = visit.start - timezone.now() < timedelta(days=own_team().show_before_days)
    if not near or not own_may(me.tie.helper, "own_ask"):
        return []
    page = asking.page_of(me.patient_id)
    if page is not None and not asking.is_empty(page) and asking.unseen_page(me.patient_id):
        paper = reverse("portal:doctor_paper")
        return [Card(60, _("Your page for the visit"), _("It is ready."), paper, _("Open"), done=True)]
    if page is not None and Seen.objects.filter(page=page, at__gte=timezone.now() - _seen_days()).exists():
        return []
    text = _("Say in your words what worries you and what you want to ask. Your team reads it before.")
    return [Card(60, _("Get ready for your visit"), text, reverse("portal:doctor_page"), _("Write it"), 3)]


def _seen(me: Me) -> list[Card]:
    seen = seen_lately(me.patient_id)
    if seen is None:
        return []
    when = date_format(timezone.localtime(seen.at), "SHORT_DATETIME_FORMAT")
    text = _("%(who)s looked at what you sent, %(when)s.") % {"who": seen.who, "when": when}
    return [Card(105, _("Seen by your team"), text, reverse("portal:team"), _("Your team"))]


def _answered(me: Me) -> list[Card]:
    found = correcting.answered_lately(me.patient_id)
    if found is None or not own_may(me.tie.helper, "own_settle"):
        return []
    text = _("%(who)s answered what you said is not right in your record.") % {"who": found.who}
    return [Card(104, _("An answer from your clinic"), text, reverse("portal:correct"), _("Read it"))]


def _seen_days() -> timedelta:
    return timedelta(days=own_team().seen_days)
