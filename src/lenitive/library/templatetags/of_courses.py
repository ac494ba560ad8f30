"""What a course says of its time and of what everyone says in one word, in the language of the page."""

from __future__ import annotations

from typing import Any

from django import template

from lenitive.knowledge.learning.course_words import course_words
from lenitive.knowledge.learning.courses import Course
from lenitive.learn.catalogue.telling import time
from lenitive.library.public import language

register = template.Library()


# Any: the context of a template.
@register.simple_tag(takes_context=True)
def time_of(context: Any, course: Course) -> str:
    """The hours of a course in words, or how long it runs; empty where neither is known."""
    return time(course, course_words(language(context["request"])))


@register.simple_tag(takes_context=True)
def known_word(context: Any, text: str) -> str:
    """A word of a course in the language of the page where it is one that everyone says, else as it is."""
    return course_words(language(context["request"])).value(text)
