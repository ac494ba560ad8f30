"""Our own lists in other languages, from `own_words.yaml`. A published instrument never stands there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from lenitive.errors import KnowledgeError
from lenitive.knowledge.asking import asking
from lenitive.knowledge.instruments import instrument
from lenitive.knowledge.instruments.read import load_yaml

_FILE = "own_words.yaml"


@cache
def own_words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Instrument -> language -> item key -> what is asked.

    Raises : KnowledgeError for an instrument that is not our own, and where items are missing or strange.
    """
    raw = load_yaml(resources.files("lenitive.knowledge.instruments").joinpath(_FILE))
    wording: Mapping[str, Mapping[str, Mapping[str, str]]] = raw["wording"]
    for name, languages in wording.items():
        if name not in asking().own_words:
            raise KnowledgeError(f"{name!r} is no list of our own", where=_FILE, do="Take it out.")
        keys = {item.key for item in instrument(name).items}
        for language, items in languages.items():
            if differ := sorted(keys ^ set(items)):
                raise KnowledgeError(
                    f"{name} in {language!r}: {', '.join(differ)}",
                    where=_FILE,
                    do="Say each item of it, once.",
                )
    return wording
