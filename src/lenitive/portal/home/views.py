"""The first page: what is due, what was done, and what is offered."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lenitive.portal.access import PortalRequest, mine
from lenitive.portal.home.cards import cards


@mine("own_see", "first page", quiet=True)
@require_GET
def home(request: PortalRequest) -> HttpResponse:
    """What matters today, one thing at a time."""
    every = cards(request.me)
    context = {
        "due": [card for card in every if card.order < 100 and not card.done],
        "offered": [card for card in every if card.order >= 100 and not card.done],
        "done": [card for card in every if card.done],
    }
    return render(request, "portal/home.html", context)
