"""What every page's template knows: where one can go, and whether the people here are invented."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from lenitive import __version__
from lenitive.desk import facts
from lenitive.desk.access import Relation, broken_glass, decide
from lenitive.desk.policy import WITHOUT_A_PERSON

# Where the clinic, which the desk does not know, has its pages.
TODAY, PEOPLE, WORK, RULES = "/today/", "/people/", "/work/", "/rules/"
CALENDAR = "/calendar/"
EVENTS = "/events/"
REFERRALS = "/referrals/"
# And where the portal, which knows both, says who watches.
PORTAL_WATCH = "/portal-watch/"
_KEYS = {TODAY: "t", PEOPLE: "p", WORK: "w", REFERRALS: "r"}


def places(staff: Any) -> list[tuple[str, str]]:
    """Address and name of each place of the page's head that this person may go to, the first one first."""
    every = [
        ("work", TODAY, _("Today")),
        ("list", PEOPLE, _("People")),
        ("work", WORK, _("Work")),
        # These stand first where they are what somebody may do: whoever signs in begins at the first place.
        ("list_brief", reverse("desk:my-people"), _("My people")),
        ("see_audit", reverse("desk:audit"), _("Audit trail")),
        ("calendar", CALENDAR, _("Calendar")),
        ("refer", REFERRALS, _("Referrals")),
        ("own_rule", RULES, _("Rules")),
        ("count", EVENTS, _("Adverse events")),
        ("manage_staff", reverse("desk:staff"), _("Accounts")),
        ("manage_clinics", reverse("desk:clinics"), _("Clinics")),
        ("keep_portal", PORTAL_WATCH, _("Portal")),
        ("see_glass", reverse("desk:broken-glass"), _("Broken glass")),
    ]
    return [(url, name) for action, url, name in every if decide(staff, action).allowed]


def page(request: HttpRequest) -> dict[str, Any]:
    """Links of the head, the search box, and what kind of people the store holds.

    `can` holds the actions without a person that one may do; `glass` is the broken glass a page rests on.
    """
    staff = getattr(request, "user", None)
    links = places(staff)
    return {
        "links": [
            {"url": url, "name": name, "here": request.path.startswith(url), "key": _KEYS.get(url, "")}
            for url, name in links
        ],
        "people_url": PEOPLE,
        "may_search": any(url == PEOPLE for url, _name in links),
        "can": frozenset(action for action in WITHOUT_A_PERSON if decide(staff, action).allowed),
        "glass": _glass(request, staff),
        "people_are": facts.people_are(),
        "version": __version__,
    }


def _glass(request: HttpRequest, staff: Any) -> Any:
    """What the page rests on where it is about somebody else's person: said loudly at its top."""
    decision = getattr(request, "decision", None)
    match = request.resolver_match
    if decision is None or decision.relation != Relation.BROKEN or match is None:
        return None
    return broken_glass(staff, match.kwargs["patient_id"])
