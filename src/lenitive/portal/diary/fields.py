"""The fields of a diary entry, and what may be answered to each."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from lenitive.knowledge.portal.diary import diary_rule
from lenitive.knowledge.portal.files import said

DID, WORDS = "did.", "words"
WORDS_MOST = 1000  # letters
Answer = bool | int | str | None


class Refused(Exception):
    """What came from a device cannot be kept; the sentence says why."""


@dataclass(frozen=True)
class Toggle:
    """Something that was done, or not."""

    field: str
    label: str
    on: bool


@dataclass(frozen=True)
class Question:
    """A question with numbers; value : the answer, None for none."""

    field: str
    label: str
    numbers: tuple[tuple[int, str], ...]
    value: int | None


def toggles(answers: dict[str, Answer], language: str) -> list[Toggle]:
    """What can have been done, as answered so far."""
    return [
        Toggle(DID + key, said(thing.words, language), answers.get(DID + key) is True)
        for key, thing in diary_rule().done.items()
    ]


def questions(answers: dict[str, Answer], language: str) -> list[Question]:
    """The questions with numbers, as answered so far."""
    rule, found = diary_rule(), []
    for key, scale in rule.scales.items():
        ends = {rule.least: said(scale.low, language), rule.most: said(scale.high, language)}
        numbers = tuple(
            (each, f"{each} · {ends[each]}" if each in ends else str(each))
            for each in range(rule.least, rule.most + 1)
        )
        value = answers.get(key)
        number = value if isinstance(value, int) else None
        found.append(Question(key, said(scale.ask, language), numbers, number))
    return found


def answer_of(field: str, answer: object) -> Answer:
    """An answer that was sent, checked; None takes one back. Raises Refused."""
    rule = diary_rule()
    thing = field.startswith(DID) and field.removeprefix(DID) in rule.done
    if answer is None and (thing or field == WORDS or field in rule.scales):
        return None
    if thing and isinstance(answer, bool):
        return answer
    if field == WORDS and isinstance(answer, str):
        return _text(answer)
    number = isinstance(answer, int) and not isinstance(answer, bool) and field in rule.scales
    if isinstance(answer, int) and number and rule.least <= answer <= rule.most:
        return answer
    raise Refused(_("This answer is not one of the diary."))


def _text(text: str) -> str | None:
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(text) > WORDS_MOST:
        raise Refused(
            _("Your words are too long: at most %(most)s letters. They are still here. Please shorten them.")
            % {"most": WORDS_MOST}
        )
    return text or None
