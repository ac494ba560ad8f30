"""Where a person stands among the questions: the one shown, what is behind, and what is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lenitive.clinic.models import Asking
from lenitive.clinic.tablet import adaptive
from lenitive.clinic.tablet.answers import given
from lenitive.clinic.tablet.offered import in_official_words, is_invented, language_of, why_not, words_of
from lenitive.clinic.tablet.questions import Question, question
from lenitive.knowledge.asking import ShortForm, asking
from lenitive.knowledge.instruments import Instrument, Item


@dataclass(frozen=True)
class Place:
    """One question of one form, counted from 0."""

    form: int
    item: int


@dataclass(frozen=True)
class Progress:
    """How far one form is. of : how many questions it has; of a bank, about how many it comes to."""

    form: Instrument
    answered: int
    official: bool
    finished: bool
    instead: str
    of: int

    @property
    def labels(self) -> bool:
        """Whether our labels stand where a published wording should: only invented people see them."""
        return not self.official and self.form.id not in asking().own_words


def form_at(of: Asking, place: int) -> Instrument:
    """The instrument of the form at a place. Raises IndexError."""
    return adaptive.form_of(of.forms[place]["instrument"])


def item_at(of: Asking, at: Place) -> Item:
    """The item at a place: of a bank, the one asked in that turn, or to be asked now. Raises IndexError."""
    form, entry = form_at(of, at.form), of.forms[at.form]
    return form.item(_turns(of, at.form)[at.item]) if "asked" in entry else form.items[at.item]


def _turns(of: Asking, place: int) -> list[str]:
    """The items of a bank in the order of asking, with the one that is asked now at the end."""
    entry = of.forms[place]
    if adaptive.bank_of(entry["instrument"]) is None:
        return []  # the site took it away; what was answered stays in the record
    now = None if entry["finished"] else adaptive.session(entry, given(of, place)).item
    return [*entry["asked"], *([now] if now else [])]


def size(of: Asking, place: int) -> int:
    """How many places a form has now."""
    return len(_turns(of, place)) if "asked" in of.forms[place] else len(form_at(of, place).items)


def _about(of: Asking, place: int) -> int:
    """About how many questions a form comes to: of a bank, a forecast while it goes on."""
    entry, known = of.forms[place], size(of, place)
    if "asked" not in entry or entry["finished"] or not known:
        return known
    return known + max(0, adaptive.session(entry, given(of, place)).left - 1)


def follows_the_answers(of: Asking, place: int) -> bool:
    """Whether the answers decide how many questions this form has, and that is still open."""
    return "asked" in of.forms[place] and not of.forms[place]["finished"]


def questions_of(of: Asking) -> int:
    """About how many questions all forms come to; a form that gave way to its short one is passed over."""
    return sum(_about(of, place) for place in dict.fromkeys(at.form for at in every(of)))


def every(of: Asking) -> list[Place]:
    """Every place, in order; a form that gave way to its short one is passed over."""
    given_way = {form["instead"] for form in of.forms} - {""}
    return [
        Place(place, item)
        for place, form in enumerate(of.forms)
        if form["instrument"] not in given_way
        for item in range(size(of, place))
    ]


def first_open(of: Asking) -> Place | None:
    """Where to go on: the first question without an answer of a form that nobody went through yet."""
    held = {place: given(of, place) for place in range(len(of.forms))}
    for at in every(of):
        form = of.forms[at.form]
        key = item_at(of, at).key
        if not form["finished"] and key not in held[at.form] and key not in form.get("asked", ()):
            return at
    return None


def shown(of: Asking, at: Place) -> Question:
    """The question at a place, with what was answered before."""
    form, item = form_at(of, at.form), item_at(of, at)
    wording = words_of(form.id, of.forms[at.form]["language"])
    return question(form, item, wording, given(of, at.form).get(item.key))


# Any: what the template of a question shows.
def page_of(of: Asking, at: Place, problem: str = "") -> dict[str, Any]:
    """Everything that the page of a question shows, on the tablet and at home."""
    places = every(of)
    number = places.index(at)
    form, questions = form_at(of, at.form), questions_of(of)
    open_end = any(follows_the_answers(of, place) for place in range(len(of.forms)))
    return {
        "form": at.form,
        "item": at.item,
        "question": shown(of, at),
        "recall": form.recall if not of.forms[at.form]["language"] else "",
        "labels": list(progress(of))[at.form].labels,
        "name": form.name,
        "number": number + 1,
        "questions": questions,
        "about_more": questions - number - 1 if open_end else None,
        "minutes": asking().minutes(questions - number),
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
    bank = adaptive.known(form)
    short = bank.short if bank else asking().short_forms.get(form)
    if short is None or short.short in {each["instrument"] for each in of.forms}:
        return None
    language, invented = language_of(of.patient_id), is_invented(of.patient_id)
    refused = why_not(adaptive.form_of(short.short), language, invented=invented)
    return None if refused else short


def progress(of: Asking) -> Iterator[Progress]:
    """Each form with how much of it is answered."""
    for place, form in enumerate(of.forms):
        yield Progress(
            form=form_at(of, place),
            answered=len(given(of, place)),
            official=in_official_words(form),
            finished=form["finished"],
            instead=form["instead"],
            of=_about(of, place),
        )
