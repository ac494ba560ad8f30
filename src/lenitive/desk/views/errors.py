"""What one sees when something is missing, forbidden or broken."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same page for what does not exist and for what is not for this person."""
    return render(request, "desk/404.html", status=404)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A form that is too large, or that no browser sends."""
    return render(request, "desk/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "desk/403.html", status=403)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was sent from an old page, or from elsewhere."""
    return render(request, "desk/403.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Without the database and without any context: one of these may be what broke."""
    return HttpResponse(render_to_string("desk/500.html"), status=500)
