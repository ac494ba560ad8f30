"""Courses from the files of others: CSV, or schema.org Course as JSON-LD. Broken rows are named."""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lenitive.errors import InputError
from lenitive.knowledge.learning.courses import Course
from lenitive.learn.catalogue import linked, values
from lenitive.learn.catalogue.columns import Column, columns, gathered
from lenitive.learn.catalogue.csv_rows import Row, rows
from lenitive.learn.catalogue.decoding import text_of
from lenitive.learn.catalogue.prices import price_of
from lenitive.learn.catalogue.values import BadValue
from lenitive.learn.text import fold

_TOP = 10  # lines above the titles that may hold something else
_SCALES = (5.0, 10.0, 100.0)
_NO_NAMES = frozenset(("n a", "na", "none", "null", "nan", "unknown"))


@dataclass(frozen=True)
class Broken:
    """A row that could not be read: where it stands and what is wrong, for its owner to mend."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def read_courses(path: Path) -> tuple[list[Course], list[Broken]]:
    """The courses of a file, and the rows that could not be read.

    CSV with any of the usual marks between columns and any of the usual titles, schema.org Course as JSON-LD,
    alone or in a page, and plain JSON.

    Raises : InputError for a file that is none of these, or holds no course.
    """
    text = text_of(path)
    is_linked = text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[", "<")
    entries = deque(linked.rows(text, path) if is_linked else _csv_rows(text, path))
    scale = _usual_scale(each for _, each in entries if isinstance(each, dict))
    made: dict[str, Course] = {}
    broken: list[Broken] = []
    while entries:  # each is let go of when it is a course
        where, entry = entries.popleft()
        try:
            if isinstance(entry, str):
                raise BadValue(entry)
            course = _apart(_course(entry, path.stem, scale), made, generated=not entry.get("id"))
            made[course.id] = course
        except BadValue as error:
            broken.append(Broken(where, str(error)))
    if not made:
        first = f" ({broken[0]})" if broken else ""
        raise InputError(f"no course could be read{first}", where=str(path), do="Give each course a name.")
    return list(made.values()), broken


# Any in what follows: rows of other people's files, before they are checked.
def _csv_rows(text: str, path: Path) -> Iterator[tuple[str, dict[str, Any] | str]]:
    """Each row with its line; instead of its values, what is wrong with it."""
    read = rows(text)
    top: list[Row] = []
    for row in read:
        known = columns(row.values)
        if any(each.field == "name" for each in known.values()):
            for each in read:
                yield f"line {each.line}", _entry(each, known, len(row.values))
            return
        top.append(row)
        if len(top) == _TOP or row.problem:
            break
    if top and top[0].problem:
        raise InputError(f"its first line is not CSV: {top[0].problem}", where=str(path), do="Mend it.")
    seen = f"; it has {', '.join(top[0].values)[:120]}" if top and any(top[0].values) else ""
    raise InputError(
        f"there is no column for the name of a course{seen}", where=str(path),
        do="Call one column `name`; others may be rating, level, topics, hours, price, provider, link.",
    )  # fmt: skip


def _entry(row: Row, known: Mapping[int, Column], width: int) -> dict[str, Any] | str:
    if row.problem:
        return f"it is not CSV: {row.problem}"
    if any(each.strip() for each in row.values[width:]):
        return f"it has {len(row.values)} values for {width} columns; put quotes around a value with a comma"
    return gathered([(field, row.values[n]) for n, field in known.items() if n < len(row.values)])


def _usual_scale(entries: Iterator[dict[str, Any]]) -> float:
    """The scale of the ratings of a file that do not name one.

    It is 5 where none is above, 100 where most are above 10, else 10.
    """
    found = [known.value for each in entries if (known := _rated(each)) and known.scale is None]
    if found and max(found) <= _SCALES[0]:
        return _SCALES[0]
    return _SCALES[2] if sum(each > _SCALES[1] for each in found) * 2 > len(found) else _SCALES[1]


def _rated(entry: Mapping[str, Any]) -> values.Rated | None:
    try:
        found = values.rating(entry.get("rating"))
    except BadValue:
        return None
    named = entry.get("rating scale") or entry.get("rating unit")
    return None if found and named else found


def _course(entry: Mapping[str, Any], stem: str, usual: float) -> Course:
    """A course of a row. Raises : BadValue."""
    name = values.text(entry.get("name"))
    if not re.search(r"\w", name) or fold(name) in _NO_NAMES:
        raise BadValue("it has no name")
    rating, scale = _rating(entry, usual)
    hours, length = _time(entry)
    modality, form = values.known(entry.get("modality")), values.form(entry.get("format"))
    if modality and not form and values.modes(modality):
        modality, form = "", values.form(modality)
    return Course(
        id=_id(values.known(entry.get("id")), name, stem),
        name=name,
        rating=rating, rating_scale=scale, hours=hours, length=length, modality=modality, format=form,
        level=values.level(entry.get("level")),
        price=_price(entry),
        certificate=values.certificate(entry.get("certificate")),
        language=values.language(entry.get("language")),
        provider_note=values.known(entry.get("description")),
        subject=values.known(entry.get("subject")),
        provider=values.known(entry.get("provider")),
        link=values.known(entry.get("link")),
        safety=values.known(entry.get("safety")),
        evidence=values.known(entry.get("evidence")),
        topics=values.listed(entry.get("topics")),
        teaches=values.listed(entry.get("teaches")),
        audience=values.listed(entry.get("audience")),
        source=f"imported from {stem}",
    )  # fmt: skip


def _time(entry: Mapping[str, Any]) -> tuple[float | None, str]:
    """(hours, the time as given), of one column or, where that says no hours, of two together."""
    unit = str(entry.get("hours unit") or "")
    hours, length = values.hours(entry.get("hours"), unit)
    if hours is None and (besides := values.known(entry.get("hours besides"))):
        both = f"{length or values.known(entry.get('hours'))} for {besides}"
        together, _ = values.hours(both)
        return (together, both) if together is not None else (None, length or besides)
    return hours, length


def _rating(entry: Mapping[str, Any], usual: float) -> tuple[float | None, float]:
    found = values.rating(entry.get("rating"))
    named = values.number(entry.get("rating scale") or entry.get("rating unit"), "rating scale")
    if found is None:
        return None, 10
    scale = found.scale or (usual if named is None else named)
    if not 0 < scale < 1e6:
        raise BadValue("its rating scale is not above 0")
    if not 0 <= found.value <= scale:
        raise BadValue(f"its rating {found.value:g} is not from 0 to {scale:g}")
    return found.value, scale


def _price(entry: Mapping[str, Any]) -> str:
    """The price with its currency, which may stand in another column or in the title."""
    said = values.known(entry.get("price"))
    free, paid = (fold(values.known(entry.get(each))) for each in ("is_free", "is_paid"))
    if not said:
        return "free" if free in ("true", "yes", "1", "y", "free") or paid in ("false", "no", "0") else ""
    money = values.known(entry.get("currency")) or str(entry.get("price unit") or "")
    known = price_of(said)
    return f"{said} {money}" if money and known and known.amount and not known.unit.strip() else said


def _id(given: str, name: str, stem: str) -> str:
    """An id that can stand in an address; one without letters is told apart by the name of the file."""
    kept = re.sub(r"[^\w.~-]+", "_", given).strip("_.")
    if kept and re.search(r"[^\W\d_]", kept):
        return kept
    slug = kept or re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")
    return f"{_slug(stem)}.{slug or hashlib.blake2b(name.encode(), digest_size=6).hexdigest()}"


def _slug(stem: str) -> str:
    return re.sub(r"[^\w.~-]+", "_", stem).strip("_.") or "courses"


def _apart(course: Course, made: Mapping[str, Course], *, generated: bool) -> Course:
    """A course that may stand beside those of the file: of one name by two providers both are kept."""
    there = made.get(course.id)
    if there and generated and course.provider and fold(course.provider) != fold(there.provider):
        other = f"{course.id}.{re.sub(r'[^a-z0-9]+', '_', fold(course.provider)).strip('_')}"
        course = replace(course, id=other)
    if course.id in made:
        raise BadValue(f"the id {course.id!r} stands twice; the first is kept")
    return course
