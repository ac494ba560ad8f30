"""Reading one file of visits: keys, texts and numbers are checked, and a complaint names file and line."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, get_args

from lenitive.errors import KnowledgeError
from lenitive.knowledge.documents import Lined, NotYaml, lined_document


class VisitFile:
    """One YAML file being read. name : as complaints call it."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        try:
            self.top = self.mapping(lined_document(text), 1)
        except NotYaml as problem:
            raise self.wrong(problem.what, problem.line, "Correct the file") from problem

    def wrong(self, what: str, line: int, do: str = "Correct it") -> KnowledgeError:
        """The error to raise."""
        return KnowledgeError(what, where=f"{self.name} line {line}", do=do)

    def mapping(self, value: object, line: int) -> Lined:
        """A mapping; anything else is refused."""
        if not isinstance(value, Lined):
            raise self.wrong("a mapping is missing here", line, "Write keys with values")
        return value

    def keys(self, entry: Lined, needed: str, optional: str, what: str) -> None:
        """Refuse an entry that lacks a key or has one that nobody knows."""
        missing = sorted(set(needed.split()) - set(entry))
        if missing:
            raise self.wrong(f"{what} lacks {', '.join(missing)}", entry.line, "Add it")
        unknown = sorted(set(entry) - set(needed.split()) - set(optional.split()))
        if unknown:
            known = ", ".join([*needed.split(), *optional.split()])
            raise self.wrong(f"{what} has the unknown key {unknown[0]!r}", entry.line, f"Known: {known}")

    def entries(self, entry: Lined, key: str) -> list[Lined]:
        """The mappings of a list; empty where the key is left out."""
        value = entry.get(key, [])
        if not isinstance(value, list):
            raise self.wrong(f"{key} is no list", entry.line, "Write a list")
        return [self.mapping(each, entry.line) for each in value]

    def text(self, entry: Lined, key: str) -> str:
        """Words; empty where the key is left out."""
        value = entry.get(key, "")
        if not isinstance(value, str):
            raise self.wrong(f"{key} is {value!r}", entry.line, "Write words (yes and no in quotes)")
        return value

    def texts(self, entry: Lined, key: str) -> tuple[str, ...]:
        """A list of words; empty where the key is left out."""
        value = entry.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self.wrong(f"{key} is {value!r}", entry.line, "Write a list of words (yes, no in quotes)")
        return tuple(value)

    def flag(self, entry: Lined, key: str, default: bool | None = None) -> bool:
        """True or false; `default` where the key is left out."""
        value = entry.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(f"{key} is {value!r}", entry.line, "Write true or false")
        return value

    def number(self, entry: Lined, key: str) -> float | None:
        """A number; None where the key is left out."""
        value = entry.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(f"{key} is {value!r}", entry.line, "Write a number")
        return float(value)

    def two_numbers(self, entry: Lined, key: str) -> tuple[float, float]:
        """A list of two numbers, the smaller one first."""
        value = entry.get(key)
        numbers = [each for each in value if type(each) in (int, float)] if isinstance(value, list) else []
        if len(numbers) != 2 or value != numbers:
            raise self.wrong(f"{key} is {value!r}", entry.line, "Write two numbers, such as [15, 30]")
        low, high = numbers
        if low > high:
            raise self.wrong(f"{key} falls from {low} to {high}", entry.line, "Write the smaller one first")
        return float(low), float(high)

    def one_of(self, entry: Lined, key: str, allowed: object, default: str | None = None) -> Any:
        """A word of a Literal type; Any, as its caller names the type."""
        value = entry.get(key, default)
        if value not in get_args(allowed):
            words = ", ".join(str(each) for each in get_args(allowed) if each)
            raise self.wrong(f"{key} is {value!r}", entry.line, f"Use one of: {words}")
        return value

    def known(self, names: Iterable[str], allowed: Collection[str], entry: Lined, what: str) -> None:
        """Refuse a name that is none."""
        for name in names:
            if name not in allowed:
                some = ", ".join(sorted(allowed)[:12])
                raise self.wrong(f"there is no {what} {name!r}", entry.line, f"Known: {some}")

    def once(self, entries: Iterable[Lined], key: str, what: str) -> None:
        """Refuse a name that stands twice."""
        seen: set[object] = set()
        for entry in entries:
            if entry.get(key) in seen:
                raise self.wrong(f"the {what} {entry.get(key)!r} stands twice", entry.line, "Keep one")
            seen.add(entry.get(key))
