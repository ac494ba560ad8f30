"""Which questionnaires one person can be asked, in which words, and which of them first."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lenitive.clinic.tablet import adaptive, at_home
from lenitive.desk import store
from lenitive.desk.models import RECORD, Patient
from lenitive.errors import InputError
from lenitive.knowledge import instruments
from lenitive.knowledge.asking import asking
from lenitive.knowledge.instruments import Instrument
from lenitive.knowledge.rules import rules
from lenitive.knowledge.rules.model import leaves
from lenitive.knowledge.work import work
from lenitive.measure import Rules
from lenitive.measure.wording import Wording, languages, wording_for
from lenitive.reason.assess import assess
from lenitive.reason.story.words import ago_words

_BY_STAFF = "clinician"
# Ways to find an instrument in a rule: the item of an answer ("phq9.q9"), or an instrument by its name.
_NAMES = frozenset({"item", "instrument"})


@dataclass(frozen=True)
class Offer:
    """One questionnaire as the staff page lists it.

    why_not : why this person cannot be asked it; empty when they can. official : whether in its own words.
    from_home : a bank, which is asked in the portal alone.
    """

    form: Instrument
    why: str
    why_not: str
    official: bool
    first: bool
    from_home: bool = False

    @property
    def minutes(self) -> int:
        """About how long it takes."""
        return asking().minutes(self.questions)

    @property
    def questions(self) -> int:
        """How many questions it has; of a bank, the most that are asked."""
        every = len(self.form.items)
        return min(every, Rules().max_items) if self.from_home else every


def is_invented(patient_id: str) -> bool:
    """Whether the person belongs to the demonstration, where our own labels may be shown."""
    found = Patient.objects.filter(patient_id=patient_id).values_list("synthetic", flat=True).first()
    return bool(found)


def language_of(patient_id: str) -> str:
    """The person's language; the site's own where the chart does not say it."""
    found = Patient.objects.filter(patient_id=patient_id).values_list("language", flat=True).first()
    return found or settings.LANGUAGE_CODE


def why_not(form: Instrument, language: str, *, invented: bool) -> str:
    """Why a person cannot be asked this form; nothing when they can."""
    if invented or form.id in asking().own_words or wording_for(form.id, language) is not None:
        return ""
    others = languages(form.id)
    if others:
        return _("its official wording is loaded in %(others)s, and not in %(language)s") % {
            "others": ", ".join(others),
            "language": language,
        }
    return _("its official wording is not loaded; a real person is asked in no other words")


# Any: an entry of the model's JSON.
def new_form(patient_id: str, instrument: str, *, instead: str = "", reads: str = "") -> dict[str, Any]:
    """One form of an asking.

    reads : the language of whoever answers; taken where the form is loaded in it, else the person's own.
    Raises : InputError for none of ours, or one that this person cannot be asked.
    """
    if adaptive.bank_of(instrument) is not None:
        raise InputError(
            _("%(name)s is asked from home only") % {"name": adaptive.form_of(instrument).name},
            do=_("Ask it in the portal, or choose another one here."),
        )
    if instrument not in instruments.ids():
        raise InputError(_("there is no questionnaire %r") % instrument, do=_("Choose one of the list."))
    form = instruments.instrument(instrument)
    language = reads if _is_said_in(form, reads) else language_of(patient_id)
    refused = why_not(form, language, invented=is_invented(patient_id))
    if refused:
        raise InputError(f"{form.name}: {refused}", do=_("Load its wording, or choose another one."))
    wording = wording_for(instrument, language)
    return {
        "instrument": instrument,
        "language": wording.language if wording else "",
        "response": f"QuestionnaireResponse/{uuid.uuid4()}",
        "finished": False,
        "instead": instead,
    }


def _is_said_in(form: Instrument, language: str) -> bool:
    """Whether a form can be asked in a language; a list of our own is written in English."""
    ours = form.id in asking().own_words and language == "en"
    return bool(language) and (ours or wording_for(form.id, language) is not None)


# Any: an entry of the model's JSON.
def new_adaptive(patient_id: str, form: str) -> dict[str, Any] | None:
    """A form that is asked adaptively, from the bank of its scale; None where this person is asked no bank.

    Raises : InputError for a bank that was named, and that this person cannot be asked.
    """
    language, invented = language_of(patient_id), is_invented(patient_id)
    chosen = adaptive.stands_for(form, language, invented=invented)
    bank = adaptive.bank_of(chosen)
    if bank is None:
        return None
    refused = adaptive.why_not(bank, language, invented=invented)
    if refused:
        raise InputError(f"{bank.title}: {refused}", do=_("Load its wording, or choose another one."))
    return {
        "instrument": chosen,
        "language": language if adaptive.is_official(bank) else "",
        "response": f"QuestionnaireResponse/{uuid.uuid4()}",
        "finished": False,
        "instead": "",
        "asked": [],
    }


def words_of(instrument: str, language: str) -> Wording | None:
    """The official wording that an asking was started with; None for our own labels."""
    return wording_for(instrument, language) if language else None


def in_official_words(form: Mapping[str, Any]) -> bool:
    """Whether a form of an asking is asked in words that the site brought in, and not in ours."""
    bank = adaptive.bank_of(form["instrument"])
    if bank is not None:
        return adaptive.is_official(bank)
    wording = words_of(form["instrument"], form["language"])
    return wording is not None and not wording.is_ours


def offers(patient_id: str, as_of: date) -> list[Offer]:
    """Every questionnaire that persons answer, the most useful first."""
    language, invented = language_of(patient_id), is_invented(patient_id)
    last, wanted = _last_answered(patient_id), _asked_by_rules(patient_id, as_of)
    found = [_offer(form, last, wanted, as_of, language, invented=invented) for form in _for_persons()]
    listed = [offer for _rank, offer in sorted(found, key=lambda each: each[0])]
    return [*listed, *_banks(patient_id, language, invented=invented)]


def _banks(patient_id: str, language: str, *, invented: bool) -> Iterator[Offer]:
    """The site's banks, for whoever can be asked from home."""
    if not at_home.is_open_to(patient_id):
        return
    for bank_id in asking().adaptive:
        bank = adaptive.bank_of(bank_id)
        if bank is not None:
            refused = adaptive.why_not(bank, language, invented=invented)
            why = _("from home only: each answer decides the next question")
            official = adaptive.is_official(bank)
            yield Offer(adaptive.form_of(bank_id), why, refused, official, first=False, from_home=True)


def _offer(
    form: Instrument,
    last: dict[str, date],
    wanted: Counter[str],
    as_of: date,
    language: str,
    *,
    invented: bool,
) -> tuple[tuple[bool, int, int, str], Offer]:
    refused = why_not(form, language, invented=invented)
    over = form.id in last and as_of - last[form.id] > timedelta(days=work().windows["questionnaire_days"])
    official = wording_for(form.id, language) is not None
    first = not refused and (over or wanted[form.id] > 0)
    offer = Offer(form, "; ".join(_why(form, last, wanted, as_of)), refused, official, first)
    return (bool(refused), 0 if over else 1, -wanted[form.id], form.name.casefold()), offer


def _why(form: Instrument, last: dict[str, date], wanted: Counter[str], as_of: date) -> Iterator[str]:
    if form.id in last:
        yield _("last answered %s") % ago_words(last[form.id], as_of)
    if wanted[form.id]:
        n = wanted[form.id]
        yield ngettext("settles %d question of the rules", "settles %d questions of the rules", n) % n


@cache
def _for_persons() -> tuple[Instrument, ...]:
    return tuple(form for form in instruments.instruments() if form.answered_by != _BY_STAFF)


def _last_answered(patient_id: str) -> dict[str, date]:
    found = RECORD["response"].objects.filter(patient_id=patient_id, instrument__isnull=False)
    days = found.values_list("instrument").annotate(day=Max("at_high"))
    return {instrument: day for instrument, day in days if day is not None}


def _asked_by_rules(patient_id: str, as_of: date) -> Counter[str]:
    """How many findings that are unknown now rest on an answer or a score of each instrument."""
    with store.person(patient_id) as record:
        summary = assess(record, patient_id=patient_id, as_of=as_of)
    unknown = {each["rule"] for each in summary["findings"] if each["status"] == "unknown"}
    return Counter(form for rule, forms in _forms_of_rules().items() if rule in unknown for form in forms)


@cache
def _forms_of_rules() -> dict[str, frozenset[str]]:
    known = set(instruments.ids())
    return {
        rule.id: frozenset(
            name
            for leaf in leaves(rule.when)
            for test in leaf.where
            if test.field in _NAMES
            for value in test.one_of
            if (name := str(value).partition(".")[0]) in known
        )
        for rule in rules()
    }
