"""What the pages of a referral show: the letter with its marks, what it may tell, its state and history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lenitive.clinic.models import Referral, ReferralFact, ReferralLetter, ReferralStep, Said
from lenitive.clinic.referrals import steps
from lenitive.clinic.referrals.judging import Held, Judged, judge, person_rows, record_of
from lenitive.clinic.referrals.meaning import CLINICAL, is_written
from lenitive.clinic.referrals.records import Item, checklist
from lenitive.clinic.referrals.told_person import birth_days, days_meant
from lenitive.clinic.referrals.waiting import Place, climbed, due_of, grave_of, late_days, place_of
from lenitive.clinic.work.listing import due_words
from lenitive.knowledge.visits.referrals import State, Urgency, Way, referrals
from lenitive.plan.intake import There, prior_records
from lenitive.reason.story.missing import in_words
from lenitive.reason.story.words import ago_words, day_words

KINDS: dict[str, Promise] = {
    "danger": _("Danger"),
    "problem": _("Problem"),
    "medicine": _("Medicine"),
    "treatment": _("Tried"),
    "name": _("Name"),
    "birth": _("Birth date"),
    "identifier": _("Record number"),
    "phone": _("Telephone"),
    "sex": _("Sex"),
    "referrer": _("Referrer"),
    "practice": _("Practice"),
    "date": _("Day of the letter"),
    "question": _("What is asked"),
}
OUTCOMES: dict[str, Promise] = {
    "no_benefit": _("no benefit"),
    "partial": _("some benefit"),
    "benefit": _("helped"),
    "harm": _("not tolerated"),
}


@dataclass(frozen=True)
class Fact:
    """One proposal in words. days : what a written date may mean. writes : it goes into the record."""

    fact: ReferralFact
    kind: str
    said: str
    clinical: bool
    writes: bool
    outcome: str
    days: tuple[str, ...]

    @property
    def open(self) -> bool:
        """Whether nobody has said anything to it."""
        return self.fact.said == Said.OPEN


@dataclass(frozen=True)
class Piece:
    """A piece of the letter: plain words, or the words that a proposal comes from."""

    text: str
    fact: ReferralFact | None = None


@dataclass(frozen=True)
class Shown:
    """Everything that a page of one referral shows."""

    referral: Referral
    judged: Judged
    urgency: Urgency
    suggested: Urgency
    state: State
    way: Way
    due: str
    due_day: str
    late: bool
    climbed: Urgency
    place: Place | None
    came: str
    facts: tuple[Fact, ...]
    letter: tuple[Piece, ...]
    records: tuple[Item, ...]
    letters: tuple[ReferralLetter, ...]
    steps: tuple[ReferralStep, ...]
    undoable: ReferralStep | None
    decided: bool

    @property
    def open_facts(self) -> tuple[Fact, ...]:
        """The proposals that wait for an answer; those that may be a danger first."""
        waiting = [each for each in self.facts if each.open]
        return tuple(sorted(waiting, key=lambda each: not each.clinical))

    @property
    def said_facts(self) -> tuple[Fact, ...]:
        """The proposals that somebody answered."""
        return tuple(each for each in self.facts if not each.open)

    @property
    def missing(self) -> tuple[Item, ...]:
        """The earlier records that still have to come."""
        return tuple(each for each in self.records if each.open)

    @property
    def settles_by(self) -> tuple[str, ...]:
        """What would settle all that is not known, each once."""
        every = (in_words(part) for each in self.judged.now.unknown for part in each.settles_by.split("; "))
        return tuple(dict.fromkeys(part for part in every if part))

    @property
    def emergency(self) -> bool:
        """Whether something of it cannot wait."""
        return bool(self.judged.now.emergencies)

    @property
    def perhaps_emergency(self) -> bool:
        """Whether unconfirmed words may tell of something that cannot wait."""
        return not self.emergency and bool(self.judged.possible.emergencies)


def shown(referral: Referral, today: date | None = None, held: Held | None = None) -> Shown:
    """The page of a referral, judged as of a day. held : its person's rows, where they were read already."""
    day, known = today or timezone.localdate(), referrals()
    held = person_rows(referral) if held is None else held
    judged = judge(referral, day, held)
    facts = list(referral.facts.all())
    due = due_of(referral)
    return Shown(
        referral=referral,
        judged=judged,
        urgency=known.urgencies[grave_of(referral)],
        suggested=known.urgencies[judged.now.urgency],
        state=known.states[referral.state],
        way=known.rule.ways.get(referral.pays, known.rule.ways["unknown"]),
        due=due_words(due, day),
        due_day=day_words(due) if due else "",
        late=late_days(referral, day) > 0,
        climbed=known.urgencies[climbed(referral, day)],
        place=place_of(referral),
        came=ago_words(referral.came_on, day),
        facts=tuple(_fact(each) for each in facts),
        letter=tuple(pieces(referral.letter, facts)),
        records=checklist(referral, _there(referral, held, day)),
        letters=tuple(ReferralLetter.objects.filter(referral=referral).order_by("-made_at", "-pk")),
        steps=tuple(ReferralStep.objects.filter(referral=referral).order_by("-at", "-pk")),
        undoable=steps.last_undoable(referral),
        decided=known.states[referral.state].waiting or not known.states[referral.state].open,
    )


def _there(referral: Referral, held: Held, day: date) -> tuple[There, ...]:
    if not referral.patient_id:
        return ()
    with record_of(held) as record:
        return prior_records(record, day)


def _fact(fact: ReferralFact) -> Fact:
    days: tuple[str, ...] = ()
    if fact.kind == "birth":
        days = birth_days(fact.what)
    elif fact.kind == "date":
        days = tuple(each for each in days_meant(fact.what) if len(each) == 10)
    return Fact(
        fact=fact,
        kind=str(KINDS.get(fact.kind, fact.kind)),
        said=str(Said(fact.said).label),
        clinical=fact.kind in CLINICAL,
        writes=is_written(fact),
        outcome=str(OUTCOMES.get(fact.outcome, "")),
        days=days,
    )


def pieces(letter: str, facts: Sequence[ReferralFact]) -> Iterable[Piece]:
    """The whole letter in order, cut at the words of proposals; of two that overlap, the first is marked."""
    place = 0
    for fact in sorted(facts, key=lambda each: (each.start, -each.end)):
        if fact.start < place or fact.end > len(letter) or fact.start >= fact.end:
            continue
        if fact.start > place:
            yield Piece(letter[place : fact.start])
        yield Piece(letter[fact.start : fact.end], fact)
        place = fact.end
    if place < len(letter):
        yield Piece(letter[place:])
