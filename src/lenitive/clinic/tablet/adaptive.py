"""Questions that follow from the answers: a bank asked item by item, in the order of the measure room.

What was asked stands in the form's entry, `asked`, and the answers in the record; from both the test is
played again at every page, so that another device, or the same after a crash, comes to the same question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from lenitive.errors import InputError
from lenitive.knowledge import instruments
from lenitive.knowledge.asking import Adaptive, asking
from lenitive.knowledge.instruments import Instrument
from lenitive.knowledge.instruments.model import Item, Licence
from lenitive.measure import BankFile, Session
from lenitive.measure.banks import installed_bank

SCALE = "t"  # the scale of a score: T, mean 50, SD 10
Entry = Mapping[str, Any]  # a form of an asking, as the model's JSON holds it


def known(form: str) -> Adaptive | None:
    """How a bank is asked; None for a questionnaire of fixed items, or a bank that this site has not."""
    found = asking().adaptive.get(form)
    return found if found is not None and bank_of(form) is not None else None


def bank_of(form: str) -> BankFile | None:
    """The site's bank of that id; None where it has none."""
    if form not in asking().adaptive:
        return None
    try:
        return installed_bank(form)
    except InputError:
        return None


def stands_for(form: str, language: str, *, invented: bool) -> str:
    """The bank that is asked instead of a fixed form on its scale; the form itself where there is none."""
    for bank_id, each in asking().adaptive.items():
        bank = bank_of(bank_id) if form in each.instead_of else None
        if bank is not None and not why_not(bank, language, invented=invented):
            return bank_id
    return form


def why_not(bank: BankFile, language: str, *, invented: bool) -> str:
    """Why a person cannot be asked from this bank; nothing when they can.

    A bank that a site brought in holds its official wording, in the site's own language.
    """
    whole = all(len(item.b) + 1 == len(bank.options) for item in bank.bank.items)
    if not whole or not all(label for _item, label in bank.labels):
        return _("its official wording is not loaded; a real person is asked in no other words")
    if invented:
        return ""
    if not is_official(bank):
        return _("it is for demonstration: nobody calibrated it on people")
    if language != settings.LANGUAGE_CODE:
        return _("its official wording is loaded in %(others)s, and not in %(language)s") % {
            "others": settings.LANGUAGE_CODE,
            "language": language,
        }
    return ""


def is_official(bank: BankFile) -> bool:
    """Whether a site brought it in under a licence; ours is for demonstration, with words of our own."""
    return bool(bank.licence) and bank.calibrated is not False


def form_of(form: str) -> Instrument:
    """A questionnaire, or a bank as one: its items with their words, and no scale of ours.

    A bank that the site took away since has no items, so nothing more is asked from it.
    """
    if form in instruments.ids():
        return instruments.instrument(form)
    bank = bank_of(form)
    return _of_bank(bank) if bank else _form(form)


@lru_cache(maxsize=16)
def _of_bank(bank: BankFile) -> Instrument:
    words = tuple((float(place), text) for place, text in enumerate(bank.options, start=1))
    items = tuple(
        Item(
            item.key,
            f"{bank.stem} {bank.label[item.key]}".strip(),
            "whole",
            1.0,
            len(item.b) + 1.0,
            (),
            "",
            words,
        )
        for item in bank.bank.items
    )
    bare = _form(bank.id, name=bank.title, licence=bank.licence, source=bank.source)
    return replace(bare, items=items, verified=bool(bank.calibrated))


def _form(form: str, *, name: str = "", licence: str = "", source: str = "") -> Instrument:
    """A form without items: the person answers, and its score is the bank's."""
    return Instrument(
        id=form,
        name=name or form,
        domain=(),
        recall="",
        answered_by="patient",
        items=(),
        scales=(),
        main="",
        flags=(),
        groups=(),
        distinct_hours=(),
        licence=Licence("permission", licence),
        panel_loinc="",
        t_score_loinc="",
        loinc_source="",
        source=source,
        verified=False,
        verified_note="",
        notes=(),
    )


def session(entry: Entry, given: Mapping[str, Any]) -> Session:
    """The test as it stands, from what was asked and what was answered.

    given : item to its answer, 1 for the lowest; what was asked and is not in it was left out.
    """
    bank = installed_bank(entry["instrument"])
    return _played(bank, tuple((item, _whole(given.get(item))) for item in entry["asked"]))


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


@lru_cache(maxsize=256)
def _played(bank: BankFile, answers: tuple[tuple[str, int | None], ...]) -> Session:
    """The test after these answers; whoever gets it only looks at it."""
    found = Session(bank.bank)
    for item, value in answers:
        if item in bank.bank.places:  # a bank that was brought in anew may have lost an item
            found.learn(item, value)
    return found
