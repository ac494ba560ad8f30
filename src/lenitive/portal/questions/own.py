"""What one's own record holds on a topic: a few lines, and the page with the whole of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from lenitive.clinic.decisions.medicines import reconciled
from lenitive.portal.home.cards import cards
from lenitive.portal.lessons import course
from lenitive.portal.progress import goals
from lenitive.portal.progress.changed import told
from lenitive.portal.progress.plan import own_plan
from lenitive.portal.sessions import Me
from lenitive.portal.team import visits
from lenitive.portal.team.views import care_team

_MOST = 6


@dataclass(frozen=True)
class Own:
    """A part of an answer from the record: its title, lines in the person's words, and where all of it is."""

    title: str
    lines: tuple[str, ...]
    url: str


def from_record(topics: Sequence[str], me: Me) -> list[Own]:
    """What the record of `me` holds on each topic, in their order."""
    return [_TOPICS[topic](me) for topic in topics]


def _own(title: str, lines: Sequence[str], nothing: str, url: str) -> Own:
    return Own(title, tuple(lines[:_MOST]) or (nothing,), url)


def _visits(me: Me) -> Own:
    lines = [
        ". ".join(filter(None, (each.when, each.kind, each.people, each.where))) for each in visits.ahead(me)
    ]
    return _own(_("My visits"), lines, _("No visit is booked."), reverse("portal:team"))


def _medicines(me: Me) -> Own:
    lines = [
        f"{each.name}: {each.dose}" if each.dose else each.name for each in reconciled(me.patient_id).now
    ]
    nothing = _("No medicine is on your clinic's list.")
    return _own(_("My medicines"), lines, nothing, reverse("portal:medicines"))


def _allergies(me: Me) -> Own:
    lines = [name for name, _category, _source in reconciled(me.patient_id).allergies]
    nothing = _("No allergy is on your clinic's list. If you have one, tell them.")
    return _own(_("My allergies"), lines, nothing, reverse("portal:medicines"))


def _plan(me: Me) -> Own:
    plan = own_plan(me)
    lines = [each.name for section in plan.sections for each in section.options] if plan else []
    nothing = _("There is no plan yet. Your team makes it with you at the visit.")
    return _own(_("My plan"), list(dict.fromkeys(lines)), nothing, reverse("portal:plan"))


def _progress(me: Me) -> Own:
    lines = [f"{each.name}: {each.said}" for each in told(me.patient_id, me.language).lines]
    nothing = _("There are not two days of answers yet, so nothing can be compared.")
    return _own(_("My progress"), lines, nothing, reverse("portal:progress"))


def _goals(me: Me) -> Own:
    lines = [each.text for each in goals.open_goals(me.patient_id)]
    lines += [each.text for each in goals.unmeasured(me.patient_id)]
    nothing = _("You have not chosen a goal yet.")
    return _own(_("My goals"), list(dict.fromkeys(lines)), nothing, reverse("portal:progress"))


def _lessons(me: Me) -> Own:
    following = course.following(me.patient_id)
    lines = [following.title(me.language)] if following else []
    return _own(_("My next lesson"), lines, _("You have done all lessons."), reverse("portal:lessons"))


def _due(me: Me) -> Own:
    lines = [each.title for each in cards(me) if each.order < 100 and not each.done]
    return _own(_("For today"), lines, _("Nothing is waiting for you today."), reverse("portal:home"))


def _team(me: Me) -> Own:
    lines = [f"{each['name']}, {each['role']}" for each in care_team(me.patient_id)]
    nothing = _("Nobody is named as your team yet. The clinic can tell you.")
    return _own(_("Your team"), lines, nothing, reverse("portal:team"))


_TOPICS: Mapping[str, Callable[[Me], Own]] = {
    "visits": _visits,
    "medicines": _medicines,
    "allergies": _allergies,
    "plan": _plan,
    "progress": _progress,
    "goals": _goals,
    "lessons": _lessons,
    "due": _due,
    "team": _team,
}
