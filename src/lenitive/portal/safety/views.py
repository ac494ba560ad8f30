"""What to do now: open to anyone, by country, with the kind of danger that led here on top."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from lenitive.desk.access import open_to
from lenitive.knowledge.portal.emergency import countries, numbers, situations, what_to_do
from lenitive.knowledge.portal.files import said
from lenitive.knowledge.portal.from_home import from_home
from lenitive.portal.safety.watching import who_reads
from lenitive.portal.sessions import Me, of


@open_to("anyone")
@login_not_required
@require_GET
def now(request: HttpRequest) -> HttpResponse:
    """Numbers first, then steps; `kind` and `country` choose, `on` leads back to the questions.

    It says nothing about anybody: whoever holds the phone reads the same.
    """
    me = of(request)
    if me is not None:
        translation.activate(me.language)
        request.LANGUAGE_CODE = me.language
    language = translation.get_language() or "en"
    asked = request.GET.get("kind", "")
    country = _country(request, me)
    held = numbers(country)
    chosen = situations().get(asked)
    context = {
        "asked": asked if chosen else "",
        "kinds": [
            (name, what_to_do(name, country, language))
            for name in sorted(situations(), key=lambda each: each != asked)
        ],
        "numbers": held,
        "line_name": said(held.names, language),
        "show_line": bool(held.crisis) and (chosen is None or chosen.call == "crisis"),
        "countries": sorted(
            ((each, _name(each, language)) for each in countries()), key=lambda each: each[1]
        ),
        "on": _onward(request),
        "phone": who_reads(me.patient_id).phone if me else "",
    }
    return render(request, "portal/safety/now.html", context)


def _country(request: HttpRequest, me: Me | None) -> str:
    """As the address says, else as the account does; "" where neither is known."""
    asked = (request.GET.get("country", "") or (me.account.country if me else "")).strip().upper()
    return asked if asked in countries() else ""


def _name(country: str, language: str) -> str:
    names = from_home().country_names
    return said(names[country], language) if country in names else country


def _onward(request: HttpRequest) -> str:
    """Where the questions go on: one of our own addresses, and nothing else."""
    on = request.GET.get("on", "")[:200]
    return on if on.startswith("/me/") and url_has_allowed_host_and_scheme(on, None) else ""
