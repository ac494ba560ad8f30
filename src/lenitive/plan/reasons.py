"""Why a treatment stands where it does for one person: what speaks for it, against it, what it needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lenitive.knowledge import treatments as knowledge
from lenitive.knowledge.planning import Gate, Preference, planning
from lenitive.knowledge.planning import as_rules as planning_rules
from lenitive.knowledge.rules.model import Rule
from lenitive.knowledge.treatments.model import Caution, Treatment
from lenitive.plan import sentences
from lenitive.plan.columns import (
    came_before,
    held_by_emergency,
    is_acute,
    never_asked,
    reasons,
    spoken,
    steps,
    turn,
    was_asked,
)
from lenitive.plan.facts import GRADES, MET, NOT_KNOWN, NOT_MET
from lenitive.plan.grid import NO_REASON
from lenitive.plan.limits import lowest_limits
from lenitive.plan.person import Person
from lenitive.plan.program import emergencies
from lenitive.plan.standing import CODE, FITS_NOW, LATER, UNKNOWN
from lenitive.reason.engine.person import Truth

_OURS = "our own policy"
TRUTH = {"not_met": NOT_MET, "unknown": NOT_KNOWN, "met": MET}


@dataclass(frozen=True)
class Reason:
    """One statement, with the rows of the record and the source it rests on.

    ask : of an open question, what to ask.
    leaves : the best standing that it leaves, a code of `standing.py`.
    today : what is taken must not be used here at all.
    """

    text: str
    rows: tuple[str, ...] = ()
    source: str = _OURS
    verified: bool = False
    ask: str = ""
    leaves: int = FITS_NOW
    today: bool = False

    def as_json(self, side: str) -> dict[str, Any]:
        """The reason on its side: for, against or needs."""
        return {
            "side": side,
            "text": self.text,
            "rows": list(self.rows),
            "source": self.source,
            "verified": self.verified,
        }


@dataclass
class Sides:
    """What speaks for one treatment and against it, and what it needs first."""

    speaks_for: list[Reason] = field(default_factory=list)
    against: list[Reason] = field(default_factory=list)
    needs: list[Reason] = field(default_factory=list)


class Reasoning:
    """The reasons of one person, treatment by treatment."""

    def __init__(self, person: Person) -> None:
        self._person, self._grid, facts = person, person.grid, person.facts
        self._speaks = spoken(facts, self._grid)[0][0].tolist()
        self._reason = reasons(facts, self._grid)[0].tolist()
        self._turn = turn(facts, self._grid)[0].tolist()
        self._held = held_by_emergency(facts, self._grid)[0].tolist()
        self._asked = bool(was_asked(facts)[0])
        self._never_asked = bool(never_asked(facts)[0])
        self._acute = bool(is_acute(facts)[0])
        self._steps = {name: int(count[0]) for name, count in steps(facts, self._grid).items()}
        least = GRADES.index(planning().mechanism_from)
        self._present = [name for name, grade in person.mechanisms.items() if grade in GRADES[least:]]
        self._taken = {row["ingredient"]: row["row_id"] for row in person.doses if row["ingredient"]}
        self._child = person.truth("plan.child")
        # What holds of this person, asked once and not for each treatment.
        asked = ((gate, person.truth(gate.rule), treatments) for gate, treatments in self._grid.gates)
        self._gates = [each for each in asked if each[1].value == TRUTH[each[0].value]]
        self._preferred = list(_preferred(person))

    def of(self, place: int) -> Sides:
        """The reasons of the treatment in that column."""
        treatment = self._grid.treatments[place]
        made = Sides(list(self._for(place, treatment)), list(self._first_against(place, treatment)))
        for caution in sorted(treatment.cautions, key=sentences.hardness):
            self._caution(caution, made)
        made.against += self._against(place, treatment)
        checks, questions = made.needs, list(self._open_questions(place, treatment))
        deciding = [each for each in questions if each.leaves >= UNKNOWN]
        made.needs = [*self._taken_now(place, treatment), *self._gate_questions(place), *deciding]
        made.needs += [*self._needs(place, treatment), *checks]
        made.needs += [each for each in questions if each.leaves < UNKNOWN]
        return made

    def _for(self, place: int, treatment: Treatment) -> Iterator[Reason]:
        source = "; ".join(treatment.sources[:2])
        for number in self._evidence(place):
            entry = self._grid.reasons.entries[number]
            if self._grid.reasons.code[number] < NO_REASON:
                indication = knowledge.indication(entry.indication)
                rows = self._person.truth(indication.rule).row_ids
                text = sentences.evidence(indication.title, entry.certainty, entry.direction)
                yield Reason(text, rows, source, treatment.verified)
        for mechanism in self._present:
            fit = treatment.mechanisms[mechanism]  # type: ignore[index]  # one of the three
            if fit in ("recommended", "consider"):
                grade = self._person.mechanisms[mechanism]
                yield Reason(sentences.mechanism(mechanism, grade, fit), (), source, treatment.verified)
        for each, rows in self._preferred:
            if each.treatment == treatment.id:
                yield Reason(each.say, rows, each.source, each.verified)
        if self._grid.always[place]:
            yield Reason(sentences.ALWAYS, (), "NICE NG193, 2021", verified=False)

    def _evidence(self, place: int) -> Iterator[int]:
        """The places of the evidence of a treatment that speaks."""
        first = int(self._grid.reasons.starts[place])
        for number in range(first, first + len(self._grid.treatments[place].evidence)):
            if self._speaks[number]:
                yield number

    def _first_against(self, place: int, treatment: Treatment) -> Iterator[Reason]:
        """What comes before any caution: an open emergency, and being a child."""
        if self._held[place]:
            yield from self._emergency()
        if self._child.value == MET and self._grid.child[place] != FITS_NOW:
            yield self._for_a_child(treatment)

    def _against(self, place: int, treatment: Treatment) -> Iterator[Reason]:
        source = "; ".join(treatment.sources[:2])
        for number in self._evidence(place):
            entry = self._grid.reasons.entries[number]
            if entry.direction != "benefit":
                indication = knowledge.indication(entry.indication)
                rows = self._person.truth(indication.rule).row_ids
                text = sentences.evidence(indication.title, entry.certainty, entry.direction)
                yield Reason(text, rows, source, treatment.verified, leaves=int(self._reason[place]))
        if self._reason[place] == NO_REASON and not any(True for _ in self._evidence(place)):
            yield Reason(sentences.NO_REASON, leaves=NO_REASON)
        if self._acute and self._grid.acute_waits[place] and self._reason[place] == NO_REASON:
            yield Reason(sentences.ACUTE_WAITS, leaves=NO_REASON)
        if treatment.id in self._person.wishes.refused:
            yield Reason(
                sentences.REFUSED, self._person.wishes.refused[treatment.id], "the record", verified=True
            )
        for gate, truth, treatments in self._gates:
            if gate.standing != "unknown" and treatments[place]:
                yield self._of_gate(gate, truth)
        if self._turn[place] > FITS_NOW and self._reason[place] < NO_REASON:
            yield Reason(self._sequence(treatment), leaves=int(self._turn[place]))

    def _of_gate(self, gate: Gate, truth: Truth, ask: str = "") -> Reason:
        return Reason(gate.say, truth.row_ids, gate.source, gate.verified, ask, CODE[gate.standing])

    def _gate_questions(self, place: int) -> Iterator[Reason]:
        """What a gate asks before the treatment can stand anywhere."""
        for gate, truth, treatments in self._gates:
            if gate.standing == "unknown" and treatments[place]:
                yield self._of_gate(gate, truth, "; ".join(rule_of(gate.rule).settles_by))

    def _emergency(self) -> Iterator[Reason]:
        rules = knowledge.standing_rules()
        for number in emergencies():
            decided = self._person.judged.rules[number]
            if decided.truth.value == MET:
                title = decided.judgement.rule.title
                yield Reason(
                    f"{rules.emergency_open_text}: {title}",
                    decided.truth.row_ids,
                    decided.judgement.rule.source,
                    decided.judgement.rule.verified,
                    leaves=LATER,
                )

    def _for_a_child(self, treatment: Treatment) -> Reason:
        children = knowledge.children()
        text = children.fits_note
        if treatment.modality == "pharmacological":
            text = children.medicine_text
        elif treatment.invasive or treatment.modality == "interventional":
            text = children.procedure_text
        else:
            text = sentences.NO_FORM_FOR_CHILDREN
        return Reason(text, self._child.row_ids, children.source, children.verified)

    def _sequence(self, treatment: Treatment) -> str:
        before = planning().ladder.comes_after.get(treatment.id, ())
        if before and not came_before(self._person.facts, self._grid, treatment.id)[0]:
            return sentences.comes_after([knowledge.treatment(name).title for name in before])
        place = self._grid.place[treatment.id]
        kind = str(self._grid.kind[place])
        needs = planning().ladder.needs.get(kind, {})
        waits = self._turn[place] == LATER
        return sentences.sequence(treatment.line, kind, needs, self._steps, waits=waits)

    def _caution(self, caution: Caution, made: Sides) -> None:
        truth = self._person.truth(caution.rule)
        if truth.value != MET:
            return
        rule = knowledge.standing_rules().actions[caution.action]
        leaves = CODE[rule.with_until if caution.until else rule.standing]
        text = sentences.caution(caution)
        today = caution.action == "contraindicated"
        reason = Reason(text, truth.row_ids, caution.source, caution.verified, leaves=leaves, today=today)
        (made.needs if rule.standing == "no_change" else made.against).append(reason)

    def _open_questions(self, place: int, treatment: Treatment) -> Iterator[Reason]:
        """What is not known and may speak against it, one question each, the hardest first."""
        asked: dict[str, list[Caution]] = {}
        for caution in treatment.cautions:
            if self._person.truth(caution.rule).value == NOT_KNOWN and self._matters(place, caution):
                asked.setdefault(caution.ask, []).append(caution)
        for ask, cautions in sorted(asked.items(), key=lambda item: min(map(sentences.hardness, item[1]))):
            hardest = sorted(cautions, key=sentences.hardness)
            first = hardest[0]
            leaves = max(self._if_unknown(each) for each in cautions)
            yield Reason(
                sentences.question(ask, hardest), (), first.source, first.verified, ask, leaves=leaves
            )

    def _if_unknown(self, caution: Caution) -> int:
        """The best standing that not knowing it leaves."""
        rule = knowledge.standing_rules().actions[caution.action]
        return CODE[caution.if_unknown or rule.if_unknown]

    def _matters(self, place: int, caution: Caution) -> bool:
        """Whether not knowing it lowers a standing; nobody is asked whether they bear what they take."""
        if caution.hazard == "red_flag_open":
            return not self._asked or bool(self._grid.hands_on[place])
        if caution.hazard.startswith("allergy_") and self._person.facts.tried.current[0, place]:
            return False
        return self._if_unknown(caution) != FITS_NOW

    def _needs(self, place: int, treatment: Treatment) -> Iterator[Reason]:
        if self._never_asked and self._grid.hands_on[place]:
            yield Reason(sentences.ASK_RED_FLAGS, ask="the red flag questions", leaves=UNKNOWN)
        holds = knowledge.antithrombotic_holds()
        for hold in holds.holds:
            days = hold.by_risk.get(treatment.bleeding_risk)
            if treatment.bleeding_risk and days and hold.ingredient in self._taken:
                rows = (self._taken[hold.ingredient],)
                yield Reason(sentences.hold(hold, days), rows, holds.source, holds.verified)
        if self._child.value == MET:
            yield from self._child_needs(treatment)

    def _taken_now(self, place: int, treatment: Treatment) -> Iterator[Reason]:
        if self._person.facts.tried.current[0, place]:
            yield from self._over_limit(treatment)

    def _over_limit(self, treatment: Treatment) -> Iterator[Reason]:
        """A daily dose of what is taken, all products together, above what holds for this person."""
        for name, (limit, _) in lowest_limits(self._person, treatment).items():
            taken = [
                row for row in self._person.doses if row["ingredient"] == name and row["mg_per_day_high"]
            ]
            total = sum(row["mg_per_day_high"] for row in taken)
            if total > limit.max_mg_per_day:
                rows = tuple(row["row_id"] for row in taken)
                yield Reason(
                    sentences.over_limit(name, total, limit.max_mg_per_day), rows, "the record", verified=True
                )

    def _child_needs(self, treatment: Treatment) -> Iterator[Reason]:
        children = knowledge.children()
        for entry in children.medicines:
            if entry.treatment == treatment.id:
                if "weight_kg" in entry.needs and self._person.weight_kg is None:
                    yield Reason(sentences.WEIGH_THE_CHILD, (), entry.source, entry.verified)
                if entry.avoid:
                    yield Reason(sentences.not_with(entry.avoid), (), entry.source, entry.verified)
        if treatment.id in children.fits:
            yield Reason(children.fits_note, (), children.source, children.verified)


def _preferred(person: Person) -> Iterator[tuple[Preference, tuple[str, ...]]]:
    """The preferences that hold for this person, each with the rows of the first of its rules that is met."""
    for each in planning().preferences:
        met = [truth for rule in each.rules if (truth := person.truth(rule)).value == MET]
        if met:
            yield each, met[0].row_ids


@lru_cache(maxsize=64)
def rule_of(name: str) -> Rule:
    """A rule of planning."""
    return next(each for each in planning_rules() if each.id == name)


def sides(person: Person) -> Sequence[Sides]:
    """The reasons of every treatment, in the order of the grid; each has at least one."""
    reasoning = Reasoning(person)
    return [reasoning.of(place) for place in range(len(person.grid.treatments))]
