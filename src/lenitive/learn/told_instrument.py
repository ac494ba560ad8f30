"""A questionnaire told to somebody who asks about it: what it is about, its score, and what a score says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lenitive.knowledge.instruments import Instrument
from lenitive.knowledge.instruments.model import Cutoff, Scale
from lenitive.knowledge.learning.instrument_words import instrument_words


def told(of: Instrument, language: str) -> str:
    """A few sentences. What a cut-off means is told in English alone, as its source says it."""
    return " ".join(each for each in _sentences(of, language) if each)


def asks(of: Instrument, language: str) -> tuple[str, ...]:
    """Ways to ask for it: whole questions by its own name, and each other name alone."""
    known = instrument_words()
    whole = (ask.format(name=of.name) for ask in known.frames[language]["asks"])
    return tuple(dict.fromkeys((*whole, of.id.replace("_", " "), *known.names.get(of.id, ()))))


def about(domains: Sequence[str], language: str) -> str:
    """What it asks about; a place narrows it: "how far pain limits daily activities: the knee"."""
    known = instrument_words()
    kept = [known.domains[each][language] for each in domains if each not in known.places]
    places = [known.domains[each][language] for each in domains if each in known.places]
    words = ", ".join(kept)
    return f"{words}: {', '.join(places)}" if places and words else words or ", ".join(places)


# Any: a frame is a text, or texts by the sign of a cut-off.
def _sentences(of: Instrument, language: str) -> Iterator[str]:
    frames: Any = instrument_words().frames[language]
    yield frames["about"].format(name=of.name, about=about(of.domain, language))
    yield _size(of, frames)
    if of.answered_by:
        yield frames["by"].format(who=of.answered_by)
    if of.main:
        yield from _score(of.scale(of.main), language, frames)


def _size(of: Instrument, frames: Any) -> str:
    if len(of.items) == 1:
        return str(frames["item"])
    counted = of.recall[:1].isdigit()
    return str(frames["recall" if counted else "items"].format(n=len(of.items), recall=of.recall))


def _score(scale: Scale, language: str, frames: Any) -> Iterator[str]:
    higher = instrument_words().higher[language].get(scale.higher)
    if scale.rule.kind == "t_table" and higher:
        yield frames["t_score"].format(higher=higher)
    elif scale.low is not None and scale.high is not None and higher:
        yield frames["range"].format(low=f"{scale.low:g}", high=f"{scale.high:g}", higher=higher)
    yield from (_cutoff(each, frames) for each in scale.cutoffs)
    bands = (
        frames["band"].format(low=f"{each.low:g}", high=f"{each.high:g}", label=each.label)
        for each in scale.bands
    )
    yield frames["bands"].format(bands=", ".join(bands)) if scale.bands else ""
    if scale.cutoffs or scale.bands:
        yield frames["no_diagnosis"]


def _cutoff(of: Cutoff, frames: Any) -> str:
    frame = frames["cutoff"][of.op]
    return str(frame.format(value=f"{of.value:g}", means=of.means.replace(">=", "from ")))
