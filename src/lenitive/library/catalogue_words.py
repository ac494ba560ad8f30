"""What courses say of themselves, as a page in some language shows it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lenitive.knowledge.learning.course_words import course_words
from lenitive.knowledge.learning.courses import courses
from lenitive.learn.catalogue.telling import language_name
from lenitive.learn.catalogue.wishing import Wish


def offered(values: Iterable[str], language: str) -> list[tuple[str, str]]:
    """Each value of a list with what the reader sees: in their language where we know it, else as it is."""
    return [(each, _in(language).get(each) or course_words(language).value(each)) for each in values]


def understood(wish: Wish, language: str) -> list[str]:
    """What was read from a question besides its subject, each in a few words."""
    return [said_of(name, getattr(wish.narrowed, name), language, wish.narrowed.unit)
            for name, _rest in wish.narrowed.parts()]  # fmt: skip


def said_of(name: str, value: object, language: str, unit: str = "") -> str:
    """What a list of courses is narrowed to, in the words of a page. name, value : as in `Narrowed`."""
    if name == "hours" and isinstance(value, float):
        whole = f"{value:g}"
        return ngettext("at most %(n)s hour", "at most %(n)s hours", 1 if value == 1 else 2) % {"n": whole}
    if name == "most" and isinstance(value, float):
        return _("at most %(amount)s") % {"amount": f"{value:g} {unit}".strip()}
    if name == "cost":
        return _("free") if value == "free" else _("costs something")
    if name == "language":
        return language_name(str(value), language)
    if name == "certificate":
        return _("with a certificate") if value == "yes" else _("without a certificate")
    return dict(offered([str(value)], language))[str(value)]


@cache
def _in(language: str) -> dict[str, str]:
    """What our courses say of subject, topics and audience -> the same in a language."""
    pairs = zip(courses(), courses(language), strict=True)
    return {
        one: other
        for english, said in pairs
        for one, other in zip(
            (english.subject, *english.topics, *english.audience),
            (said.subject, *said.topics, *said.audience),
            strict=True,
        )
    }
