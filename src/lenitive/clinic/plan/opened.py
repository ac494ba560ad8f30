"""One option opened: how it stands, both sides, what to expect, how it is begun and how it is judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lenitive.clinic.plan.families import taper_family
from lenitive.clinic.plan.words import badge
from lenitive.knowledge.authorisation import procedures
from lenitive.plan.judging import JudgedBy
from lenitive.plan.options import Option
from lenitive.reason.story.words import capital, day_words, number_words

_NONE = gettext_lazy("not known")


@dataclass(frozen=True)
class Fact:
    """One line of what is known: its name, its words, and whose words they are."""

    name: str
    words: str
    source: str = ""
    verified: bool = True


@dataclass(frozen=True)
class Opened:
    """One option in words. A template branches on these names and computes nothing.

    badge, tone : of its standing. facts : effect on function first, then pain, certainty, time, dose, who.
    judged : how it is known that it worked. alternatives : what may be taken instead.
    authorise : whether an insurer's checklist of it is known. taper : the family that a taper is planned of.
    """

    option: Option
    badge: str
    tone: str
    facts: tuple[Fact, ...]
    judged: Fact
    judged_row: tuple[str, ...]
    alternatives: tuple[Option, ...]
    authorise: bool
    taper: str

    @property
    def treatment(self) -> str:
        """The id of the treatment."""
        return self.option.treatment.id

    @property
    def title(self) -> str:
        """What it is called."""
        return self.option.treatment.title

    @property
    def rows(self) -> tuple[str, ...]:
        """Every row that its reasons and its judging rest on."""
        said = (*self.option.speaks_for, *self.option.against, *self.option.needs)
        return (*(row for each in said for row in each.rows), *self.judged_row)

    @property
    def verified(self) -> bool:
        """Whether everything said of it was read at its source."""
        said = (*self.option.speaks_for, *self.option.against, *self.option.needs)
        return all(each.verified for each in said) and all(each.verified for each in self.facts)


def opened(option: Option, alternatives: Iterable[Option] = ()) -> Opened:
    """An option as cards and its own page show it."""
    word, tone = badge(option)
    judged = option.judged_by
    return Opened(
        option=option,
        badge=word,
        tone=tone,
        facts=tuple(_facts(option)),
        judged=Fact(
            _("How we will know that it worked"), _judged(judged), judged.source, bool(judged.source)
        ),
        judged_row=(judged.row,) if judged.row else (),
        alternatives=tuple(alternatives),
        authorise=option.treatment.id in procedures(),
        taper=taper_family(option),
    )


def _facts(option: Option) -> Iterator[Fact]:
    treatment = option.treatment
    whose = "; ".join(treatment.sources[:2])
    function = treatment.effect.function or str(_NONE)
    yield Fact(_("Expected for function"), capital(function), whose, treatment.verified)
    yield Fact(
        _("Expected for pain"), capital(treatment.effect.pain or str(_NONE)), whose, treatment.verified
    )
    yield Fact(_("Certainty"), capital(option.certainty) if option.certainty else _no_certainty(option))
    yield Fact(_("Time to effect"), capital(treatment.time_to_effect), whose, treatment.verified)
    yield Fact(_("A fair trial"), capital(treatment.trial_length), whose, treatment.verified)
    yield from _start(option)
    if treatment.delivered_by:
        yield Fact(_("Who delivers it"), capital(", ".join(treatment.delivered_by).replace("_", " ")))
    if treatment.monitoring:
        yield Fact(_("Watch"), capital("; ".join(treatment.monitoring)), whose, treatment.verified)
    if option.tried:
        yield Fact(_("Tried before"), capital(option.tried))


def _no_certainty(option: Option) -> str:
    """What stands where no evidence of benefit speaks for this person."""
    return _("No evidence of benefit for what this chart names")


def _start(option: Option) -> Iterator[Fact]:
    start = option.start
    if start is None:
        return
    lines = [start.start]
    lines += [_("aim for {dose}").format(dose=start.target)] if start.target else []
    lines += [_("at most {dose}").format(dose=start.most)] if start.most else []
    yield Fact(_("Dose to start"), capital("; ".join(lines)), start.source, start.verified)
    if start.titration:
        yield Fact(_("How to go up"), capital(start.titration), start.source, start.verified)
    for limit in start.limits:
        yield Fact(_("For this person"), capital(limit), start.source, start.verified)


def _judged(judged: JudgedBy) -> str:
    """BPI interference, 1 points lower than 5.1 (22 Nov 2026), by 8-12 weeks."""
    change = judged.change or _("any change that the person notices")
    if judged.baseline is None:
        was = _("measure it first: no score is on record")
    else:
        day = day_words(date.fromisoformat(judged.baseline_at))
        was = _("now {value}, {day}").format(value=number_words(judged.baseline), day=day)
    when = _("within: {time}").format(time=judged.by_when) if judged.by_when else ""
    return (
        ". ".join(each for each in (f"{judged.title}: {change}", capital(was), capital(when)) if each) + "."
    )
