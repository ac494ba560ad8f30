"""The door: whoever is not in is asked how they want to come in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lenitive.desk.access import open_to


@open_to("anyone")
@login_not_required
def enter(request: HttpRequest) -> HttpResponse:
    """The ways in."""
    return render(request, "portal/enter.html")
