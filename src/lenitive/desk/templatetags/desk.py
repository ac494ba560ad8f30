"""Components that stand around a block: `{% card %}`, `{% alert %}` and `{% behind %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import slugify

from lenitive.desk.access import rule

register = template.Library()


@register.simple_block_tag
def card(content: SafeString, title: str, note: str = "", kind: str = "") -> str:
    """A card with a heading that names it."""
    names: dict[str, Any] = {"body": content, "title": title, "note": note, "kind": kind}
    return render_to_string("desk/components/card.html", {**names, "id": f"card-{slugify(title)}"})


@register.simple_block_tag
def alert(content: SafeString, urgency: str, word: str, title: str, action: str = "") -> str:
    """Something that needs action: its urgency as a word, what it is, what to do, then what it rests on."""
    names = {"body": content, "urgency": urgency, "word": word, "title": title, "action": action}
    return render_to_string("desk/components/alert.html", names)


@register.simple_block_tag
def behind(content: SafeString, title: str) -> str:
    """What a statement rests on, folded away."""
    return render_to_string("desk/components/behind.html", {"body": content, "title": title})


@register.simple_tag
def verdict(tone: str, words: str) -> str:
    """A verdict in words, with its colour."""
    return render_to_string("desk/components/verdict.html", {"tone": tone, "words": words})


@register.simple_tag
def empty(words: str) -> str:
    """What would stand here, and how to fill it."""
    return render_to_string("desk/components/empty.html", {"words": words})


@register.inclusion_tag("desk/components/person.html", takes_context=True)
def person(context: dict[str, Any], patient: Any) -> dict[str, Any]:
    """A person's name, which leads to their page for whoever may open it. patient: a row of the table."""
    request = context["request"]
    sees = rule(request.user.role, "see", request.decision.relation).allowed
    return {"patient": patient, "people_url": context["people_url"], "sees": sees}
