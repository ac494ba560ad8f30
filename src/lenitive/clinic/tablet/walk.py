"""Where a person stands among the questions: the one shown, what is behind, and what is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lenitive.clinic.models import Asking
from lenitive.clinic.tablet.answers import given
from lenitive.clinic.tablet.offered import is_invented, language_of, why_not, words_of
from lenitive.clinic.tablet.questions import Question, question
from lenitive.knowledge import instruments
from lenitive.knowledge.asking import ShortForm, asking
from lenitive.knowledge.instruments import Instrument


@dataclass(frozen=True)
class Place:
    """One question of one form, counted from 0."""

    form: int
    item: int


@dataclass(frozen=True)
class Progress:
    """How far one form is."""

    form: Instrument
    answered: int
    official: bool
    finished: bool
    instead: str

    @property
    def labels(self) -> bool:
        """Whether our labels stand where a published wording should: only invented people see them."""
        return not self.official and self.form.id not in asking().own_words

    @property
    def of(self) -> int:
        """How many questions it has."""
        return len(self.form.items)


def form_at(of: Asking, place: int) -> Instrument:
    """The instrument of the form at a place. Raises IndexError."""
    return instruments.instrument(of.forms[place]["instrument"])


def every(of: Asking) -> list[Place]:
    """Every place, in order; a form that gave way to its short one is passed over."""
    given_way = {form["instead"] for form in of.forms} - {""}
    return [
        Place(place, item)
        for place, form in enumerate(of.forms)
        if form["instrument"] not in given_way
        for item in range(len(form_at(of, place).items))
    ]


def first_open(of: Asking) -> Place | None:
    """Where to go on: the first question without an answer of a form that nobody went through yet."""
    held = {place: given(of, place) for place in range(len(of.forms))}
    for at in every(of):
        if not of.forms[at.form]["finished"] and form_at(of, at.form).items[at.item].key not in held[at.form]:
            return at
    return None


def shown(of: Asking, at: Place) -> Question:
    """The question at a place, with what was answered before."""
    form, item = form_at(of, at.form), form_at(of, at.form).items[at.item]
    wording = words_of(form.id, of.forms[at.form]["language"])
    return question(form, item, wording, given(of, at.form).get(item.key))


# Any: what the template of a question shows.
def page_of(of: Asking, at: Place, problem: str = "") -> dict[str, Any]:
    """Everything that the page of a question shows, on the tablet and at home."""
    places = every(of)
    number = places.index(at)
    form = form_at(of, at.form)
    return {
        "form": at.form,
        "item": at.item,
        "question": shown(of, at),
        "recall": form.recall if not of.forms[at.form]["language"] else "",
        "labels": list(progress(of))[at.form].labels,
        "name": form.name,
        "number": number + 1,
        "questions": len(places),
        "minutes": asking().minutes(len(places) - number),
        "back": places[number - 1] if number else None,
        "short": short_of(of, at.form),
        "problem": problem,
    }


def all_of(of: Asking, place: int) -> list[Question]:
    """Every question of a form, for one page."""
    form, held = form_at(of, place), given(of, place)
    wording = words_of(form.id, of.forms[place]["language"])
    return [question(form, item, wording, held.get(item.key)) for item in form.items]


def short_of(of: Asking, place: int) -> ShortForm | None:
    """The short form that may stand for the form at a place; none where it cannot be asked, or already is."""
    form = of.forms[place]["instrument"]
    short = asking().short_forms.get(form)
    if short is None or short.short in {each["instrument"] for each in of.forms}:
        return None
    language, invented = language_of(of.patient_id), is_invented(of.patient_id)
    refused = why_not(instruments.instrument(short.short), language, invented=invented)
    return None if refused else short


def progress(of: Asking) -> Iterator[Progress]:
    """Each form with how much of it is answered."""
    for place, form in enumerate(of.forms):
        wording = words_of(form["instrument"], form["language"])
        yield Progress(
            form_at(of, place), len(given(of, place)), wording is not None, form["finished"], form["instead"]
        )
