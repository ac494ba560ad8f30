"""What every answer of the site carries, and what holds before any view is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.core.validators import validate_ipv46_address
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from lenitive.desk import audit, second_factor, sessions

Answer = Callable[[HttpRequest], HttpResponse]
_FEATURES = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"


def private_pages(get_response: Answer) -> Answer:
    """Keep pages out of every cache: a name must not be found in a browser after sign-out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", _FEATURES)
        return response

    return middleware


def spoken(get_response: Answer) -> Answer:
    """Speak the language of the browser where the part of the site is translated into it, else English.

    Half a page in another language would be worse than none: `settings.SPOKEN` says what each part speaks.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.LANGUAGE_CODE = language_of(request)
        with translation.override(request.LANGUAGE_CODE):
            response = get_response(request)
            response.headers.setdefault(
                "Content-Language", translation.get_language() or settings.LANGUAGE_CODE
            )
        return response

    return middleware


def language_of(request: HttpRequest) -> str:
    """The language for a request: chosen by cookie, else the browser's, among those that its part speaks.

    Where a page is public its address may choose, so that each language has an address of its own.
    """
    known = next((each for start, each in settings.SPOKEN.items() if request.path.startswith(start)), ())
    by_address = request.path.startswith(settings.SPOKEN_BY_ADDRESS)
    wanted = [request.GET.get("in", "")] if by_address else []
    wanted += [request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")]
    wanted += [each for each, _q in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    return next(
        (short for each in wanted if (short := each.partition("-")[0]) in known), settings.LANGUAGE_CODE
    )


def whole_pages(get_response: Answer) -> Answer:
    """Where a part of a page was asked for and the answer leads elsewhere (the door, another page), go there.

    A browser would follow a redirect by itself and put the whole of another page in the place of the part.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.headers.get("HX-Request") and response.has_header("Location"):
            response.status_code = 200
            response["HX-Redirect"] = response["Location"]
            del response["Location"]
        return response

    return middleware


def asked_through_proxy(get_response: Answer) -> Answer:
    """Take the address of whoever asks from the proxy, which writes it last; the rest may be made up."""

    def middleware(request: HttpRequest) -> HttpResponse:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if _is_address(told):
            request.META["REMOTE_ADDR"] = told
        return get_response(request)

    return middleware


def _is_address(text: str) -> bool:
    """Whether a text is a network address; a header may hold anything."""
    try:
        validate_ipv46_address(text)
    except ValidationError:
        return False
    return True


def limited_sessions(get_response: Answer) -> Answer:
    """End a session whose time is over, or that turns up in another browser, before any page is made."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            why = sessions.why_ended(request)
            if why:
                audit.record(request, "ended_session", what=why, allowed=False, why=why)
                logout(request)
                messages.warning(request, _("You were signed out: your session ended, because %s.") % why)
        return get_response(request)

    return middleware


class SecondFactorFirst:
    """Where a second factor is required, nothing else opens before it is set up.

    A session that the password alone opened, other than the one in which the factor was set up, ends.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not second_factor.required() or not request.user.is_authenticated:
            return None
        if second_factor.was_shown(request):
            return None
        if second_factor.has_one(request.user):  # type: ignore[arg-type]
            logout(request)
            return redirect("account_login")
        return None if getattr(view, "before_factor", False) else redirect("mfa_index")
