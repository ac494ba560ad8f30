"""Which topics of one's own record a question names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from lenitive.knowledge.portal.own_questions import own_questions
from lenitive.learn.text import LONGEST, fold, language_of


def topics_of(question: str) -> list[str]:
    """The topics in the order of the knowledge; none where the question is not about oneself.

    Arabic says "my" at the end of a word, which the words of a topic hold already.
    """
    words, folded = own_questions(), f" {fold(question[:LONGEST])} "
    language = language_of(question)
    language = language if language in ("es", "ar") else "en"
    if language in words.own and not _any(words.own[language]).search(folded):
        return []
    return [
        topic for topic, said in words.topics.items() if _any(said.get(language, said["en"])).search(folded)
    ]


@cache
def _any(words: Sequence[str]) -> re.Pattern[str]:
    parts = (re.escape(fold(each)) + (r"\b" if each.endswith("!") else "") for each in words)
    return re.compile(rf" (?:{'|'.join(parts)})")
