"""What every page's template knows: where one can go, and whether the people here are invented."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from lenitive import __version__
from lenitive.desk import facts
from lenitive.desk.access import decide


def page(request: HttpRequest) -> dict[str, Any]:
    """Links of the page's head that this person may follow, and what kind of people the store holds."""
    staff = getattr(request, "user", None)
    people = settings.LOGIN_REDIRECT_URL
    places = [
        ("list", people, _("People")),
        ("see_audit", reverse("desk:audit"), _("Audit trail")),
        ("manage_staff", reverse("desk:staff"), _("Accounts")),
    ]
    links = [
        {"url": url, "name": name, "here": request.path.startswith(url)}
        for action, url, name in places
        if decide(staff, action).allowed
    ]
    return {
        "links": links,
        "people_url": people,
        "may_search": decide(staff, "list").allowed,
        "people_are": facts.people_are(),
        "version": __version__,
    }
