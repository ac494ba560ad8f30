"""What every page's template knows: where one can go, and whether the people here are invented."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from lenitive import __version__
from lenitive.desk import facts
from lenitive.desk.access import decide

PEOPLE = "/people/"  # where the clinic, which the desk does not know, lists people


def places(staff: Any) -> list[tuple[str, str]]:
    """Address and name of each place of the page's head that this person may go to, the first one first."""
    every = [
        ("list", PEOPLE, _("People")),
        ("see_audit", reverse("desk:audit"), _("Audit trail")),
        ("manage_staff", reverse("desk:staff"), _("Accounts")),
    ]
    return [(url, name) for action, url, name in every if decide(staff, action).allowed]


def page(request: HttpRequest) -> dict[str, Any]:
    """Links of the head, the search box, and what kind of people the store holds."""
    links = places(getattr(request, "user", None))
    return {
        "links": [{"url": url, "name": name, "here": request.path.startswith(url)} for url, name in links],
        "people_url": PEOPLE,
        "may_search": any(url == PEOPLE for url, _name in links),
        "people_are": facts.people_are(),
        "version": __version__,
    }
