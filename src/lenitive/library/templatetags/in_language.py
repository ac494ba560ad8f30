"""Addresses in the library that keep the language chosen by `?in=es`, and the way to change it."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from lenitive.knowledge.learning.courses import Course, courses
from lenitive.library.public import LANGUAGES, chosen, language

register = template.Library()


@register.filter
def thousands(number: float) -> str:
    """A whole number with commas, as the answers write it, in whichever language."""
    return f"{number:,.0f}"


# Any: the context and the arguments are those of a template.
@register.simple_tag(takes_context=True)
def to(context: Any, page: str, *args: Any, **asked: Any) -> str:
    """The address of a page with what is asked of it, in the chosen language where one was chosen."""
    request = context.get("request")
    kept = {"in": spoken} if request and (spoken := chosen(request)) else {}
    query = urlencode({**asked, **kept})
    return reverse(page, args=args) + (f"?{query}" if query else "")


@register.simple_tag(takes_context=True)
def keep_language(context: Any) -> SafeString | str:
    """A hidden field of a form that keeps the chosen language; nothing where none was chosen."""
    request = context.get("request")
    spoken = chosen(request) if request else ""
    return format_html('<input type="hidden" name="in" value="{}" />', spoken) if spoken else ""


@register.simple_tag(takes_context=True)
def here_in(context: Any, wanted: str) -> str:
    """The query of this very page in another language; all else that was asked stays."""
    return f"?{_query(context['request'], wanted)}"


@register.simple_tag(takes_context=True)
def alternates(context: Any) -> list[tuple[str, str]]:
    """(language, whole address) of this page in each language, and where the browser decides."""
    request: HttpRequest = context["request"]
    whole = [(each, request.build_absolute_uri(f"?{_query(request, each)}")) for each in LANGUAGES]
    undecided = _query(request, "")
    return [*whole, ("x-default", request.build_absolute_uri(f"{request.path}?{undecided}".rstrip("?")))]


@register.simple_tag(takes_context=True)
def name_in(context: Any, course: Course) -> SafeString | str:
    """The attribute that says in which language the name of a course is, where the page is in another."""
    return _lang(course.language, context)


@register.simple_tag(takes_context=True)
def notes_in(context: Any, course: Course) -> SafeString | str:
    """The same for what a course says: our own notes are in the language of the page."""
    return "" if course in courses(language(context["request"])) else _lang(course.language, context)


def _lang(of: str, context: Any) -> SafeString | str:
    known = re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", of)
    return format_html(' lang="{}"', of) if known and of != language(context["request"]) else ""


def _query(request: HttpRequest, wanted: str) -> str:
    query = request.GET.copy()
    query.pop("in", None)
    if wanted:
        query["in"] = wanted
    return query.urlencode()
