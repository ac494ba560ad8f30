"""schema.org courses in JSON-LD as it stands in the wild: lists, graphs, pages of HTML, lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from lenitive.errors import InputError
from lenitive.learn.catalogue.columns import column, gathered
from lenitive.learn.catalogue.values import BadValue, hours, known

# Any in what follows: JSON of other people, before it is checked.
Node = Mapping[str, Any]
Row = tuple[str, dict[str, Any] | str]
_COURSES = frozenset({"course", "onlinecourse", "educationaloccupationalprogram"})
_DEEPEST = 40


def rows(text: str, path: Path) -> Iterator[Row]:
    """Each course with where it stands; instead of its values, what is wrong with it.

    Raises : InputError for a text that is no JSON at all.
    """
    found, wrong = _documents(text, path)
    yield from wrong
    named = _Named(found)
    courses = list(named.courses())
    if courses:
        yield from ((f"course {n}", named.flat(each)) for n, each in enumerate(courses, 1))
    else:
        yield from ((f"entry {n}", plain(each)) for n, each in enumerate(_listed(found), 1))


def plain(entry: Any) -> dict[str, Any] | str:
    """An object that is no schema.org, by the names of its properties."""
    if not isinstance(entry, dict):
        return "it is not an object with properties"
    pairs = [(known, _of(value)) for key, value in entry.items() if (known := column(str(key)))]
    return gathered(pairs)


def _of(value: Any) -> Any:
    return "; ".join(_many(value)) if isinstance(value, list) else _word(value)


def _documents(text: str, path: Path) -> tuple[list[Any], list[Row]]:
    """What a text holds: one document, a script of a page each, or one a line; and what is no JSON in it."""
    if text.lstrip()[:1] == "<":
        return _read(((f"script {n}", each) for n, each in enumerate(_scripts(text), 1)), path)
    try:
        return [json.loads(text)], []
    except RecursionError as error:
        raise InputError("this is nested too deep", where=str(path), do="Flatten it.") from error
    except ValueError as error:
        lines = [(f"line {n}", each) for n, each in enumerate(text.splitlines(), 1) if each.strip()]
        if not any(_is_object(each) for _, each in lines):
            raise InputError(
                f"this is not JSON: {error}", where=str(path), do="Mend it and import again."
            ) from error
        return _read(iter(lines), path)


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _read(parts: Iterator[tuple[str, str]], path: Path) -> tuple[list[Any], list[Row]]:
    found: list[Any] = []
    wrong: list[Row] = []
    for where, part in parts:
        try:
            found.append(json.loads(part))
        except (ValueError, RecursionError) as error:
            wrong.append((where, f"it is not JSON: {error}"))
    if not found:
        first = f" ({wrong[0][1]})" if wrong else ""
        raise InputError(
            f"there is no JSON-LD on this page{first}", where=str(path),
            do="Import a page with <script type=application/ld+json>, or a JSON or CSV file.",
        )  # fmt: skip
    return found, wrong


class _Scripts(HTMLParser):
    """The texts of the scripts that hold JSON-LD."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = (dict(attrs).get("type") or "").lower()
        self._inside = tag == "script" and kind.startswith("application/ld+json")
        if self._inside:
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[-1] += data


def _scripts(text: str) -> list[str]:
    reader = _Scripts()
    reader.feed(text)
    reader.close()
    return [_uncommented(each) for each in reader.texts if each.strip()]


def _uncommented(script: str) -> str:
    """A script without the marks that old pages put around it."""
    bare = script.strip()
    for before, after in (("<!--", "-->"), ("//<![CDATA[", "//]]>"), ("<![CDATA[", "]]>")):
        if bare.startswith(before):
            bare = bare.removeprefix(before).strip().removesuffix(after).strip()
    return bare


def _listed(found: list[Any]) -> list[Any]:
    """The entries of plain JSON: a list, or the longest list that an object holds, or objects a line each."""
    if len(found) > 1:
        return found
    one = found[0]
    if isinstance(one, dict):
        lists = [each for each in one.values() if isinstance(each, list) and each]
        return max(lists, key=len) if lists and not _name(one) else [one] if one else []
    return one if isinstance(one, list) else []


def _name(node: Node) -> Any:
    return any((found := column(str(key))) and found.field == "name" for key in node)


class _Named:
    """Documents whose objects may point to each other by @id."""

    def __init__(self, documents: list[Any]) -> None:
        self._documents = documents
        self._by_id = {
            name: each
            for each in _objects(documents)
            if isinstance(name := each.get("@id"), str) and len(each) > 1
        }

    def courses(self) -> Iterator[Node]:
        """Every object of type Course, wherever it stands, in order; one of the same @id once."""
        seen: set[str] = set()
        for each in _objects(self._documents):
            name = each.get("@id")
            if _types(each) & _COURSES and not (isinstance(name, str) and name in seen):
                if isinstance(name, str):
                    seen.add(name)
                if len(each) > 2 or not isinstance(name, str):  # else it only points to one
                    yield each

    def flat(self, node: Node) -> dict[str, Any]:
        """A schema.org Course with the names of our fields."""
        said = {_short(key): value for key, value in node.items()}
        instances = self._all(said.get("hasCourseInstance"))
        score = next(iter(self._all(said.get("aggregateRating"))), {})
        return {
            "id": _word(said.get("identifier"), "value") or _word(said.get("courseCode")) or _own_id(node),
            "name": _word(said.get("name")) or _word(said.get("headline")) or _word(said.get("title")),
            "provider": self._names(said.get("provider") or said.get("creator") or said.get("author")
                                    or said.get("publisher")),
            "rating": _word(score.get("ratingValue")),
            "rating scale": _word(score.get("bestRating")) or (5 if score else None),  # schema.org: 5
            "level": ", ".join(_many(self._seen(said.get("educationalLevel"))))
            or _word(said.get("proficiencyLevel")),
            "subject": next(iter(_many(self._seen(said.get("about")))), "")
            or next(iter(_many(said.get("courseSubject") or said.get("category"))), ""),
            "topics": _many(self._seen(said.get("about"))) + _split(said.get("keywords")),
            "teaches": _split(self._seen(said.get("teaches") or said.get("syllabusSections"))),
            "audience": _split(self._seen(said.get("audience")), "educationalRole", "audienceType"),
            "format": _modes(said, instances),
            "hours": self._time(said, instances),
            "price": self._price(said, instances),
            "link": _word(said.get("url")) or _link(node),
            "description": _word(said.get("description")) or _word(said.get("abstract")),
            "language": _word(self._one(said.get("inLanguage") or said.get("availableLanguage")
                                        or next((i.get("inLanguage") for i in instances), None)),
                              "alternateName", "name"),
            "certificate": "yes" if _word(_first(said.get("educationalCredentialAwarded")),
                                          "name", "credentialCategory") else "",
        }  # fmt: skip

    def _seen(self, value: Any) -> Any:
        """A value with what it only points to in its place."""
        if isinstance(value, list):
            return [self._seen(each) for each in value]
        if isinstance(value, dict) and len(value) == 1 and isinstance(name := value.get("@id"), str):
            return self._by_id.get(name, value)
        return value

    def _one(self, value: Any) -> Any:
        return _first(self._seen(value))

    def _all(self, value: Any) -> list[dict[str, Any]]:
        seen = self._seen(value)
        every = seen if isinstance(seen, list) else [seen]
        return [{_short(k): v for k, v in each.items()} for each in every if isinstance(each, dict)]

    def _names(self, value: Any) -> str:
        return ", ".join(dict.fromkeys(_many(self._seen(value))))

    def _price(self, said: Node, instances: list[dict[str, Any]]) -> str:
        offers = self._all(said.get("offers")) or [o for i in instances for o in self._all(i.get("offers"))]
        prices = [price for each in offers if (price := self._offer(each))]
        if prices:
            return "free" if "free" in prices else prices[0]
        free = _word(said.get("isAccessibleForFree")).lower().rsplit("/", 1)[-1]
        return "free" if free == "true" else ""

    def _offer(self, offer: Node) -> str:
        inner = next(iter(self._all(offer.get("priceSpecification"))), {})
        money = _word(offer.get("priceCurrency")) or _word(inner.get("priceCurrency"))
        named = [_word(each.get(key)) for each in (offer, inner) for key in ("price", "lowPrice", "minPrice")]
        price = next((each for each in named if each), "")
        if not price:
            return "free" if _word(offer.get("category")).lower().rsplit("/", 1)[-1] == "free" else ""
        again = _word(offer.get("category")).lower() == "subscription"
        return " ".join(each for each in (price, money, "per month" if again else "") if each)

    def _time(self, said: Node, instances: list[dict[str, Any]]) -> str:
        """What is said of the hours, else of the length; empty where nothing is."""
        given = [i.get("courseWorkload") for i in instances]
        given += [said.get(key) for key in ("timeRequired", "courseWorkload", "duration", "timeToComplete")]
        given += [i.get("duration") for i in instances]
        texts = [each for value in given if (each := _word(value))]
        for planned in [one for each in instances for one in self._all(each.get("courseSchedule"))]:
            times, long = _word(planned.get("repeatCount")), _in_hours(_word(planned.get("duration")))
            if long and times.isdigit() and len(times) < 4:
                texts.insert(0, f"{long * int(times):g}")
        return next((each for each in texts if _in_hours(each)), texts[0] if texts else "")


def _in_hours(said: str) -> float | None:
    try:
        return hours(said)[0]
    except BadValue:
        return None


def _objects(of: Any) -> Iterator[Node]:
    """Every object in what JSON holds, in order, from the outside in."""
    waiting: list[Any] = [of]
    while waiting:
        each = waiting.pop()
        inside = (
            list(each) if isinstance(each, list) else list(each.values()) if isinstance(each, dict) else []
        )
        if isinstance(each, dict):
            yield each
        waiting += reversed(inside)


def _types(node: Node) -> set[str]:
    kinds = node.get("@type") or node.get("type") or ()
    every = kinds if isinstance(kinds, list) else [kinds]
    return {_short(each).lower() for each in every if isinstance(each, str)}


def _short(name: str) -> str:
    """A name without the address or the prefix of its vocabulary."""
    return name if name.startswith("@") else name.rsplit("/", 1)[-1].rsplit("#", 1)[-1].rsplit(":", 1)[-1]


def _own_id(node: Node) -> str:
    name = node.get("@id")
    return "" if not isinstance(name, str) or name.startswith("_:") else name


def _link(node: Node) -> str:
    return each if (each := _own_id(node)).startswith("http") else ""


def _modes(said: Node, instances: list[dict[str, Any]]) -> str:
    modes = [mode for each in (*instances, said) for mode in _many(each.get("courseMode"))]
    return ", ".join(dict.fromkeys(each.rsplit("/", 1)[-1] for each in modes))


def _first(value: Any) -> Any:
    return (value[0] if value else None) if isinstance(value, list) else value


def _word(value: Any, *keys: str, deep: int = 0) -> str:
    """A text, a number or the name of an object; of a list its first."""
    if deep > _DEEPEST or value is None or value is False or value is True:
        return "true" if value is True else ""
    if isinstance(value, list):
        return next((word for each in value if (word := _word(each, *keys, deep=deep + 1))), "")
    if isinstance(value, dict):
        said = {_short(str(key)): each for key, each in value.items()}
        wanted = (*keys, "name", "@value", "value", "legalName", "competencyName", "termCode", "text", "@id")
        return next((word for key in wanted if (word := _word(said.get(key), *keys, deep=deep + 1))), "")
    return str(value)


def _many(value: Any, *keys: str) -> list[str]:
    if isinstance(value, list):
        words = [_word(each, *keys) for each in value if not isinstance(each, list)]
        return [each for each in words if each]
    word = _word(value, *keys)
    return [word] if known(word) else []


def _split(value: Any, *keys: str) -> list[str]:
    """As `_many`; one text that lists things by comma or semicolon is taken apart."""
    many = _many(value, *keys)
    parts = [each for word in many for each in (word.split(";") if ";" in word else [word])]
    if len(parts) == 1 and all(len(each.split()) <= 4 for each in parts[0].split(",")):
        parts = parts[0].split(",")
    return [each.strip() for each in parts if each.strip()]
