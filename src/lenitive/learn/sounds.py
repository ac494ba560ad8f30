"""A question that no pattern knows, and that yet means nearly the same as a danger or a wish for advice."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from lenitive.knowledge.learning.recognise import Example, sounds_like
from lenitive.learn import meaning
from lenitive.learn.index import index
from lenitive.learn.spoken import without_mentions
from lenitive.learn.text import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray


def sounding(question: str, language: str) -> Example | None:
    """The example that a question sounds like, or none; none where something is only denied or spoken of."""
    if language not in meaning.LANGUAGES or not meaning.is_here():
        return None
    if without_mentions(question) != fold(question):
        return None
    known = sounds_like()
    if any(f" {word}" in f" {fold(question)}" for word in known.unless):
        return None
    likeness = _vectors() @ meaning.vector(question)
    best = int(np.argmax(likeness))
    example = known.examples[best]
    enough = max(known.alike, index(language).nearest(question) + known.ahead[example.kind])
    return example if likeness[best] >= enough else None


@cache
def _vectors() -> NDArray[np.float32]:
    return meaning.vectors([each.text for each in sounds_like().examples])
