"""What every page of the portal has: the places at its bottom, and the sign of whose page it is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lenitive.portal.diary.page import whose

# What else belongs to a place.
_DO = ("/me/diary/", "/me/pacing/", "/me/flare/", "/me/lessons/", "/me/sleep/", "/me/body/")
_PROGRESS = ("/me/plan/", "/me/medicines/", "/me/documents/")


def places(request: HttpRequest) -> dict[str, Any]:
    """Where somebody who is in can go, with the place where they are."""
    if not hasattr(request, "me"):
        return {}
    every = [
        ("/me/", _("Today"), "M3 11 12 4l9 7M6 9.5V20h12V9.5", ()),
        ("/me/do/", _("Do"), "M4 17c3-8 5-8 8-3s5 5 8-7", _DO),
        ("/me/progress/", _("Progress"), "M4 20V10M10 20V4M16 20v-8M22 20H2", _PROGRESS),
        ("/me/team/", _("Team"), "M4 5h16v11H9l-5 4z", ()),
        ("/me/mine/", _("Mine"), "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4 21c1-5 4-7 8-7s7 2 8 7", ()),
    ]
    under = ((start, url) for url, _name, _picture, more in every for start in (url, *more))
    here = max((each for each in under if request.path.startswith(each[0])), key=lambda each: len(each[0]))[1]
    return {
        "whose": whose(request.me),
        "places": [{"url": u, "name": n, "picture": p, "here": u == here} for u, n, p, _more in every],
    }
