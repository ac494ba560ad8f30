"""Pages that anyone may read, without signing in; nothing of a person is on them."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lenitive.desk.access import open_to

View = Callable[..., HttpResponse]
LANGUAGES = ("en", "es")


def public(view: View) -> View:
    """Mark a view as open to anyone, to be read only."""
    return open_to("anyone")(login_not_required(require_safe(view)))


def language(request: HttpRequest) -> str:
    """The language of the library's own texts that somebody reads in: `in=es`, else English."""
    wanted = request.GET.get("in", "")
    return wanted if wanted in LANGUAGES else "en"
