"""The pages' facts as schema.org says them, for search engines: JSON-LD in the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from lenitive.knowledge.learning.courses import Course, OwnCourse, Step
from lenitive.knowledge.learning.guide import GuidePage
from lenitive.knowledge.learning.questions import Said
from lenitive.learn.catalogue.narrowing import amount


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
    instance = {"courseMode": of.format, "courseWorkload": _duration(of.hours)}
    said: dict[str, Any] = {
        "@type": "Course",
        "identifier": of.id,
        "name": of.name,
        "description": of.provider_note,
        "about": list(dict.fromkeys(each for each in (of.subject, *of.topics) if each)),
        "teaches": list(of.teaches),
        "audience": [{"@type": "EducationalAudience", "educationalRole": each} for each in of.audience],
        "educationalLevel": of.level,
        "inLanguage": of.language,
        "url": of.link,
        "provider": {"@type": "Organization", "name": of.provider} if of.provider else None,
        "aggregateRating": _rating(of),
        "offers": _offer(of.price),
        "hasCourseInstance": {"@type": "CourseInstance", **_known(instance)}
        if any(instance.values())
        else None,
    }
    return _script(_known(said))


def own_course(of: OwnCourse, language: str) -> SafeString:
    """A course of our own: free, done alone and online, in the time that it says."""
    length = _duration(of.minutes / 60)
    return _script(
        {
            "@type": "Course",
            "identifier": of.id,
            "name": of.title,
            "description": of.at_end,
            "teaches": [step.title for step in of.steps],
            "audience": [{"@type": "EducationalAudience", "educationalRole": each} for each in of.for_whom],
            "educationalLevel": of.level,
            "inLanguage": language,
            "timeRequired": length,
            "isAccessibleForFree": True,
            "provider": {"@type": "Organization", "name": "Lenitive"},
            "offers": {"@type": "Offer", "price": 0, "category": "Free"},
            "hasCourseInstance": {
                "@type": "CourseInstance",
                "courseMode": "Online",
                "courseWorkload": length,
            },
            "hasPart": [_part(each) for each in of.steps],
        }
    )


def _part(of: Step) -> dict[str, Any]:
    return {"@type": "LearningResource", "name": of.title, "timeRequired": _duration(of.minutes / 60)}


def _known(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in said.items() if value not in (None, "", [])}


def _rating(of: Course) -> dict[str, Any] | None:
    if of.rating is None:
        return None
    return {"@type": "AggregateRating", "ratingValue": of.rating, "bestRating": of.rating_scale}


def _offer(price: str) -> dict[str, Any] | None:
    """The price as a number, with its currency where three capital letters name one."""
    known = amount(price)
    if known is None:
        return None
    currency = re.search(r"\b[A-Z]{3}\b", price)
    free = {"category": "Free"} if known == 0 else {}
    return {"@type": "Offer", "price": known, **free, **({"priceCurrency": currency[0]} if currency else {})}


def _duration(hours: float | None) -> str:
    """Hours as ISO 8601 writes them."""
    if hours is None:
        return ""
    whole, minutes = divmod(round(hours * 60), 60)
    return "PT" + (f"{whole}H" if whole or not minutes else "") + (f"{minutes}M" if minutes else "")


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
