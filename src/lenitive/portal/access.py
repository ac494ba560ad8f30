"""Whose page is open, and whether whoever opened it may do this: the portal's question to the one policy."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from lenitive.desk import audit
from lenitive.desk.access import told_lately
from lenitive.desk.policy import OWN_IN_WORDS, Helper, own_may
from lenitive.portal.sessions import Me, of

View = Callable[..., HttpResponse]


class PortalRequest(HttpRequest):
    """A request of somebody who is in."""

    me: Me


def mine(action: str, what: str = "", *, quiet: bool = False) -> Callable[[View], View]:
    """Let a view run for whoever is in and may do this about the person whose page is open (`request.me`).

    action : one of `desk.policy.OWN_IN_WORDS`.
    what : the thing that is opened, as the audit trail calls it.
    quiet : what is allowed is in the trail once a quarter of an hour.
    Whoever is not in is led to the door (a script that asks for JSON hears 401); a refusal is a 404.
    """
    if action not in OWN_IN_WORDS:
        raise ValueError(f"the policy knows no action {action!r} of one's own")

    def decorate(view: View) -> View:
        @login_not_required
        @wraps(view)
        def guarded(request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            me = of(request)
            if me is None:
                return _to_the_door(request)
            request.me = me
            translation.activate(me.language)
            request.LANGUAGE_CODE = me.language
            allowed = own_may(Helper(me.tie.helper), action)
            if not (quiet and allowed and told_lately(me.account, what, me.patient_id)):
                note(request, action, what, allowed=allowed)
            if not allowed:
                raise Http404("not found, or not for you")
            return view(request, *args, **kwargs)

        guarded.policy = action  # type: ignore[attr-defined]
        return guarded

    return decorate


def note(request: PortalRequest, action: str, what: str = "", *, allowed: bool = True) -> None:
    """Put into the trail what somebody did in the portal, in their own name."""
    me = request.me
    audit.record(
        request,
        action,
        what=what,
        patient_id=me.patient_id,
        allowed=allowed,
        why=str(OWN_IN_WORDS[action]) if action in OWN_IN_WORDS else me.words,
        actor=f"portal:{me.account.pk}",
        actor_name=me.account.name,
        role=me.tie.helper,
    )


def _to_the_door(request: HttpRequest) -> HttpResponse:
    door = reverse("portal:enter")
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"door": door}, status=401)
    return redirect(f"{door}?{urlencode({'next': request.get_full_path()})}")
