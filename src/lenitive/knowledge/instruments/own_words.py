"""Our own lists in other languages, from `own_words.yaml`. A published instrument never stands there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from lenitive.errors import KnowledgeError
from lenitive.knowledge.asking import asking
from lenitive.knowledge.instruments import instrument
from lenitive.knowledge.instruments.read import load_yaml

_FILE = "own_words.yaml"


@dataclass(frozen=True)
class OwnList:
    """One list of our own in one language.

    name : what persons read for the list. items : item key -> what is asked.
    yes_no : (points, word) of the answers to a yes-or-no question.
    """

    name: str
    items: Mapping[str, str]
    yes_no: tuple[tuple[float, str], ...]


@cache
def own_words() -> Mapping[str, Mapping[str, OwnList]]:
    """Instrument -> language -> the list in that language.

    Raises : KnowledgeError for an instrument that is not our own, and where a name, items or answers are
        missing or strange.
    """
    raw = load_yaml(resources.files("lenitive.knowledge.instruments").joinpath(_FILE))
    lists: dict[str, dict[str, OwnList]] = {}
    for name, languages in raw["wording"].items():
        if name not in asking().own_words:
            raise KnowledgeError(f"{name!r} is no list of our own", where=_FILE, do="Take it out.")
        keys = {item.key for item in instrument(name).items}
        lists[name] = {}
        for language, items in languages.items():
            _same(keys, items, f"{name} in {language!r}")
            yes_no = raw["yes_no"].get(language, {})
            _same((0, 1), yes_no, f"yes_no in {language!r}")
            called = raw["names"].get(name, {})
            _same(languages, called, f"names of {name}")
            lists[name][language] = OwnList(called[language], items, tuple(sorted(yes_no.items())))
    return lists


def _same(wanted: Iterable[object], said: Iterable[object], what: str) -> None:
    if differ := sorted(map(str, set(wanted) ^ set(said))):
        raise KnowledgeError(f"{what}: {', '.join(differ)}", where=_FILE, do="Say each of them, once.")
