"""The cards of "What fits next": one plan, a card or two of each part, then what is taken now.

Safety goes first: while an emergency is open nothing but what saves a life is proposed, and what will fit
once it is answered is shown as waiting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lenitive.clinic.plan.families import OPIOID, family_of, taper_family
from lenitive.clinic.plan.opened import Opened, opened
from lenitive.clinic.plan.words import PARTS, SAFER_OPIOIDS, STANDINGS, badge, short_title
from lenitive.knowledge.planning import planning
from lenitive.plan.assess import Plan
from lenitive.plan.combination import Combination
from lenitive.plan.combination import Part as PlanPart
from lenitive.plan.options import Option
from lenitive.plan.sentences import NO_REASON
from lenitive.reason.story.words import capital

_OFFERED = ("fits_now", "consider")
_WAITING = (*_OFFERED, "unknown", "later")
_FIRST_SHOWN = 4
_AFTER_THE_EMERGENCY = gettext_lazy("After the emergency")
_IF_MORE_IS_NEEDED = gettext_lazy("Consider if more is needed")
_NO_EFFECT = "none"  # what knowledge says of a treatment that is there for safety alone


@dataclass(frozen=True)
class Card:
    """One treatment of the plan.

    kind : the part, in words. title : in a few words, with what is to be done where it is taken now.
    why : two lines, function first. first : what is needed before it. waiting : it is not proposed today.
    wide : its words are many.
    """

    kind: str
    badge: str
    tone: str
    title: str
    why: tuple[str, ...]
    first: str
    waiting: bool
    opened: Opened
    wide: bool = False


@dataclass(frozen=True)
class FitsNext:
    """The section. note : why there is no plan, and then nothing else.

    emergencies : what is open, with what to do. cards : the parts in their order, opioids last.
    taken : what is taken now and has no card. nothing : parts of which nothing fits.
    """

    note: str = ""
    emergencies: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    taken: tuple[Card, ...] = ()
    nothing: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    count: int = 0
    tapers: bool = False

    @property
    def rows(self) -> tuple[str, ...]:
        """Every row that a card opens to."""
        return tuple(row for each in (*self.cards, *self.taken) for row in each.opened.rows)

    @property
    def verified(self) -> bool:
        """Whether everything on the cards was read at its source."""
        return all(each.opened.verified for each in (*self.cards, *self.taken))


def fits_next(plan: Plan) -> FitsNext:
    """The section of a plan."""
    combination = plan.combination
    if combination is None:
        return FitsNext(note=_("This person has died; no plan is made."))
    cards = list(_cards(plan, combination))
    carded = {each.opened.treatment for each in cards}
    now = (*combination.stop_slowly, *combination.review, *combination.keep)
    shown = {each.kind for each in cards}
    return FitsNext(
        emergencies=combination.emergencies,
        cards=tuple(cards),
        taken=tuple(_taken(each) for each in now if each.treatment.id not in carded),
        nothing=tuple(str(name) for name in PARTS.values() if str(name) not in shown),
        left_out=tuple(f"{each.treatment.title}: {why}" for each, why in combination.left_out),
        questions=combination.first[:_FIRST_SHOWN],
        count=len(plan.options),
        tapers=any(taper_family(each) for each in now),
    )


def _cards(plan: Plan, combination: Combination) -> Iterator[Card]:
    """Part by part; what makes opioids safer stands last, under its own name."""
    last = []
    for part in combination.parts:
        kind = str(PARTS[part.name])
        for option in part.start:
            card = _card(kind, option, part.alternatives)
            if _is_of_opioids(option):
                last.append(replace(card, kind=str(SAFER_OPIOIDS)))
            else:
                yield card
        if not any(not _is_of_opioids(each) for each in part.start):
            waiting = _waiting(kind, part, plan.options)
            yield from _afterwards(kind, part.name, plan) if combination.emergencies else waiting
    for option in (*combination.stop_slowly, *combination.review, *combination.keep):
        if family_of(option.treatment.ingredients) == OPIOID:
            yield replace(_taken(option), kind=str(SAFER_OPIOIDS), wide=True)
    yield from last


def _is_of_opioids(option: Option) -> bool:
    """What is there for the safety of opioids, or is one."""
    return option.treatment.id in planning().safety_first or family_of(option.treatment.ingredients) == OPIOID


def _afterwards(kind: str, name: str, plan: Plan) -> Iterator[Card]:
    """What the plan will propose of a part once the emergency is answered, as far as is known now.

    Opened, it says what holds of it today.
    """
    after = plan.afterwards
    if after is None or after.combination is None:
        return
    part = next(each for each in after.combination.parts if each.name == name)
    chosen = [_card(kind, each, part.alternatives) for each in part.start if not _is_of_opioids(each)]
    today = {each.treatment.id: each for each in plan.options}
    for card in chosen or _waiting(kind, part, after.options):
        folded = opened(today[card.opened.treatment], card.opened.alternatives)
        yield replace(card, badge=str(_AFTER_THE_EMERGENCY), tone="caution", waiting=True, opened=folded)


def _waiting(kind: str, part: PlanPart, options: Sequence[Option]) -> Iterator[Card]:
    """The best of a part of which nothing is proposed, if anything of it may come to fit."""
    own = (each for each in options if each.part == part.name and each.current is None)
    for option in own:
        if option.standing in _WAITING and not _is_of_opioids(option) and _has_a_reason(option):
            card = _card(kind, option, part.alternatives)
            if option.standing in _OFFERED:
                card = replace(card, badge=str(_IF_MORE_IS_NEEDED), tone="flat")
            yield replace(card, waiting=True)
            return


def _has_a_reason(option: Option) -> bool:
    """Something in this chart calls for it; of what comes later, only what is known to help."""
    called_for = all(each.text != NO_REASON for each in option.against)
    return called_for and (option.standing != "later" or bool(option.certainty))


def _card(kind: str, option: Option, alternatives: Iterable[Option]) -> Card:
    word, tone = badge(option)
    if option.standing == "unknown" and option.once_checked in _OFFERED:
        word = _("{standing} once checked").format(standing=STANDINGS[option.once_checked])
    return Card(
        kind=kind,
        badge=word,
        tone=tone,
        title=short_title(option.treatment.title),
        why=(_effect(option), _because(option)),
        first=option.needs[0].text if option.needs else "",
        waiting=False,
        opened=opened(option, (each for each in alternatives if each is not option)),
    )


def _taken(option: Option) -> Card:
    word, tone = badge(option)
    return Card(
        kind=str(PARTS[option.part]),
        badge=word,
        tone=tone,
        title=short_title(option.treatment.title),
        why=(option.do,),
        first="",
        waiting=False,
        opened=opened(option),
    )


def _effect(option: Option) -> str:
    """Function: moderate. Pain: small to moderate. Of what is there for safety, nothing."""
    effect = option.treatment.effect
    if effect.function == _NO_EFFECT:
        return ""
    return _("Function: {function}. Pain: {pain}.").format(function=effect.function, pain=effect.pain)


def _because(option: Option) -> str:
    """The first reason of this person: for it where it may be offered, against it where it waits."""
    said = option.speaks_for if option.standing in _OFFERED else (*option.against, *option.speaks_for)
    return capital(said[0].text) if said else ""
