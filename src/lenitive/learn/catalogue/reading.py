"""Courses from the files of others: CSV, or schema.org Course as JSON-LD. Broken rows are named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lenitive.errors import InputError
from lenitive.knowledge.learning.courses import Course
from lenitive.learn.catalogue.csv_rows import Row, rows

# What a column or a property may be called -> the field of a course.
_NAMES = {
    "id": "id", "identifier": "id", "name": "name", "title": "name", "course": "name", "subject": "subject",
    "category": "subject", "topics": "topics", "tags": "topics", "keywords": "topics", "provider": "provider",
    "school": "provider", "rating": "rating", "rating_scale": "rating_scale", "best_rating": "rating_scale",
    "level": "level", "difficulty": "level", "modality": "modality", "format": "format", "mode": "format",
    "hours": "hours", "duration": "hours", "time": "hours", "price": "price", "cost": "price", "link": "link",
    "url": "link", "teaches": "teaches", "skills": "teaches", "audience": "audience", "for": "audience",
    "safety": "safety", "evidence": "evidence", "language": "language", "description": "provider_note",
}  # fmt: skip
_LISTS = ("topics", "teaches", "audience")
_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$")


@dataclass(frozen=True)
class Broken:
    """A row that could not be read: where it stands and what is wrong, for its owner to mend."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class _BadRow(Exception):
    pass


def read_courses(path: Path) -> tuple[list[Course], list[Broken]]:
    """The courses of a file, and the rows that could not be read.

    Raises : InputError for a file that is neither, or holds no course at all.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InputError("there is no such file", where=str(path), do="Check the path.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"it cannot be read as text: {error}", where=str(path), do="Save it as UTF-8."
        ) from error
    is_json = text.lstrip()[:1] in ("{", "[")
    entries: Iterator[tuple[str, Mapping[str, Any] | str]] = (
        _json_rows(text, path) if is_json else _csv_rows(text, path)
    )
    made: dict[str, Course] = {}
    broken: list[Broken] = []
    for where, entry in entries:
        try:
            if isinstance(entry, str):
                raise _BadRow(entry)
            course = _course(entry, path.stem)
            if course.id in made:
                raise _BadRow(f"the id {course.id!r} stands twice; the first is kept")
            made[course.id] = course
        except _BadRow as error:
            broken.append(Broken(where, str(error)))
    if not made:
        first = f" ({broken[0]})" if broken else ""
        raise InputError(f"no course could be read{first}", where=str(path), do="Give each course a name.")
    return list(made.values()), broken


# Any in what follows: rows of other people's files, before they are checked.
def _csv_rows(text: str, path: Path) -> Iterator[tuple[str, Mapping[str, Any] | str]]:
    """Each row with its line; instead of its values, what is wrong with it."""
    read = rows(text)
    first = next(read, Row(1, ()))
    if first.problem:
        raise InputError(f"its first line is not CSV: {first.problem}", where=str(path), do="Mend it.")
    known = {n: _NAMES[key] for n, column in enumerate(first.values) if (key := _key(column)) in _NAMES}
    if "name" not in known.values():
        raise InputError(
            "there is no column for the name of a course",
            where=str(path),
            do="Call one column `name`; others may be rating, level, topics, hours, price, provider, link.",
        )
    for row in read:
        yield f"line {row.line}", _entry(row, known, len(first.values))


def _entry(row: Row, known: Mapping[int, str], columns: int) -> Mapping[str, Any] | str:
    if row.problem:
        return f"it is not CSV: {row.problem}"
    if any(each.strip() for each in row.values[columns:]):
        return (
            f"it has {len(row.values)} values for {columns} columns; put quotes around a value with a comma"
        )
    return {field: row.values[n] if n < len(row.values) else "" for n, field in known.items()}


def _key(column: str | None) -> str:
    return re.sub(r"\W+", "_", (column or "").strip().lower())


def _json_rows(text: str, path: Path) -> Iterator[tuple[str, Mapping[str, Any] | str]]:
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(
            f"this is not JSON: {error}", where=str(path), do="Mend it and import again."
        ) from error
    found = list(_courses_in(document))
    return ((f"course {n}", _flat(each)) for n, each in enumerate(found, 1))


def _courses_in(node: Any) -> Iterator[Mapping[str, Any]]:
    """Every object of type Course, wherever it stands."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting += reversed(each)
        elif isinstance(each, dict):
            kinds = each.get("@type") or each.get("type") or ()
            if "Course" in ([kinds] if isinstance(kinds, str) else kinds):
                yield each
            else:
                waiting += reversed(list(each.values()))


def _flat(node: Mapping[str, Any]) -> dict[str, Any]:
    """A schema.org Course with the names of our fields."""
    rating, offer, instance = (
        _first(node.get(k)) for k in ("aggregateRating", "offers", "hasCourseInstance")
    )
    price = offer.get("price")
    return {
        "id": node.get("identifier") or node.get("courseCode") or node.get("@id") or "",
        "name": _word(node.get("name")),
        "provider": _word(node.get("provider")),
        "rating": rating.get("ratingValue"),
        "rating_scale": rating.get("bestRating") or (5 if rating else None),  # schema.org: 5 where not given
        "level": _word(node.get("educationalLevel")),
        "subject": _word(_one(node.get("about"))),
        "topics": _many(node.get("about")) + _many(node.get("keywords")),
        "teaches": _many(node.get("teaches")),
        "audience": _many(node.get("audience"), "educationalRole", "audienceType"),
        "format": _word(_one(instance.get("courseMode"))),
        "hours": instance.get("courseWorkload") or node.get("timeRequired"),
        "price": "" if price in (None, "") else f"{price} {offer.get('priceCurrency') or ''}".strip(),
        "link": _word(node.get("url")),
        "provider_note": _word(node.get("description")),
        "language": _word(_one(node.get("inLanguage"))) or "en",
    }


def _one(value: Any) -> Any:
    return (value[0] if value else None) if isinstance(value, list) else value


def _first(value: Any) -> Mapping[str, Any]:
    one = _one(value)
    return one if isinstance(one, dict) else {}


def _word(value: Any, *keys: str) -> str:
    if isinstance(value, dict):
        return next((_word(value[key]) for key in (*keys, "name", "@value", "@id") if value.get(key)), "")
    return "" if value is None or isinstance(value, list) else str(value)


def _many(value: Any, *keys: str) -> list[str]:
    if isinstance(value, list):
        return [word for each in value for word in _many(each, *keys)]
    word = _word(value, *keys)
    return [each.strip() for each in re.split(r"[;,]", word) if each.strip()]


def _course(entry: Mapping[str, Any], stem: str) -> Course:
    """A course of a row. Raises _BadRow."""
    values: dict[str, Any] = {key: _reader(key)(key, value) for key, value in entry.items()}
    if not values.get("name"):
        raise _BadRow("it has no name")
    if not values.get("id"):
        values["id"] = f"{stem}.{re.sub(r'[^a-z0-9]+', '_', values['name'].lower()).strip('_')}"
    given = {key: value for key, value in values.items() if value is not None}
    rating, scale = given.get("rating"), given.get("rating_scale", 10)
    if rating is not None and not 0 <= rating <= scale:
        raise _BadRow(f"its rating {rating:g} is not from 0 to {scale:g}")
    if scale <= 0:
        raise _BadRow("its rating scale is not above 0")
    return Course(**given, source=f"imported from {stem}")


def _text(_: str, value: Any) -> str:
    return re.sub(r"\s+", " ", str(value if value is not None else "")).strip()[:500]


def _list(_: str, value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else re.split(r"[;|]", str(value or ""))
    return tuple(dict.fromkeys(_text("", each) for each in parts if _text("", each)))


def _number(key: str, value: Any) -> float | None:
    if value in (None, ""):
        return None
    try:
        number = float(str(value).strip().replace(",", "."))
    except ValueError:
        raise _BadRow(f"its {key.replace('_', ' ')} {str(value)[:40]!r} is not a number") from None
    if not abs(number) < 1e9:
        raise _BadRow(f"its {key.replace('_', ' ')} is not a number that can be used")
    return number


def _hours(key: str, value: Any) -> float | None:
    """Hours from a number, or from a duration as ISO 8601 writes it (PT3H30M)."""
    found = _DURATION.match(str(value or "").strip())
    if found and any(found.groups()):
        weeks, days, hours, minutes = (float(each or 0) for each in found.groups())
        return weeks * 168 + days * 24 + hours + minutes / 60
    return _number(key, value)


def _reader(key: str) -> Callable[[str, Any], Any]:
    return _READ.get(key, _text)


_READ: Mapping[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(_LISTS, _list),
    "rating": _number,
    "rating_scale": _number,
    "hours": _hours,
}
