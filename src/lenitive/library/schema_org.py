"""The pages' facts as schema.org says them, for search engines: JSON-LD in the page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from lenitive.knowledge.learning.courses import Course
from lenitive.knowledge.learning.guide import GuidePage
from lenitive.knowledge.learning.questions import Said


def questions(said: Iterable[Said], language: str) -> SafeString:
    """A page of questions and answers."""
    return _script(
        {
            "@type": "FAQPage",
            "inLanguage": language,
            "mainEntity": [
                {
                    "@type": "Question",
                    "name": one.title,
                    "acceptedAnswer": {"@type": "Answer", "text": one.answer},
                }
                for one in said
            ],
        }
    )


def course(of: Course) -> SafeString:
    """One course; what is not known is left out."""
    said: dict[str, Any] = {
        "@type": "Course",
        "identifier": of.id,
        "name": of.name,
        "teaches": list(of.teaches),
    }
    if of.provider:
        said["provider"] = {"@type": "Organization", "name": of.provider}
    if of.level:
        said["educationalLevel"] = of.level
    return _script(said)


def medical_page(of: GuidePage, language: str) -> SafeString:
    """A page of the guide; people in pain are its readers."""
    said = of.said[language]
    return _script(
        {
            "@type": "MedicalWebPage",
            "name": said.title,
            "description": said.answer,
            "inLanguage": language,
            "lastReviewed": of.dated,
            "citation": of.source,
            "audience": {"@type": "MedicalAudience", "audienceType": "Patient"},
        }
    )


def _script(said: Mapping[str, Any]) -> SafeString:
    """The data as text that cannot leave its element: no `<` stands in it."""
    text = json.dumps({"@context": "https://schema.org", **said}, ensure_ascii=False)
    return mark_safe(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S308
