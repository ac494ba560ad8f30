"""Pages that anyone may read, without signing in; nothing of a person is on them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lenitive.desk.access import open_to
from lenitive.knowledge.learning.translated import LANGUAGES

View = Callable[..., HttpResponse]
__all__ = ["LANGUAGES", "chosen", "language", "public"]


def public(view: View) -> View:
    """Mark a view as open to anyone, to be read only; what is missing is said in our own words."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # Any: those of the address
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return render(request, "library/not_found.html", status=404)

    return open_to("anyone")(login_not_required(require_safe(shown)))


def language(request: HttpRequest) -> str:
    """The language in which the whole page is said: that of its labels, which the middleware has set."""
    spoken = str(getattr(request, "LANGUAGE_CODE", "en"))
    return spoken if spoken in LANGUAGES else "en"


def chosen(request: HttpRequest) -> str:
    """The language that the address asks for (`in=es`); empty where it asks for none that we speak."""
    wanted = request.GET.get("in", "")
    return wanted if wanted in LANGUAGES else ""
