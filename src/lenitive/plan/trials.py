"""What earlier and current trials of one person came to, in words, with the rows they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lenitive.knowledge import treatments as knowledge
from lenitive.knowledge.treatments.model import StopSlowly
from lenitive.plan import sentences
from lenitive.plan.facts import MET, NOT_MET
from lenitive.plan.person import Person
from lenitive.plan.reasons import Reason
from lenitive.plan.standing import ALREADY_TRIED, LATER
from lenitive.plan.told import of_one
from lenitive.plan.tried import OUTCOMES, TRIAL_NUMBERS, TRIAL_TEXTS, outcomes
from lenitive.reason.story.query import Row

_DID = {"no_benefit": "no benefit", "partial": "helped in part", "benefit": "helped", "harm": "did harm"}
_ENOUGH = {NOT_MET: "too short or too low to count as a trial", MET: "an adequate trial"}


class Trials:
    """The trials of one person, by the column of the treatment."""

    def __init__(self, person: Person) -> None:
        self._person, self._tried = person, person.facts.tried
        said: Iterable[int] = outcomes(of_one(person.trials, TRIAL_TEXTS, TRIAL_NUMBERS))
        self._rows: dict[str, list[tuple[Row, str]]] = {}
        for row, code in zip(person.trials, said, strict=True):
            outcome = OUTCOMES[code] if code >= 0 else ""
            self._rows.setdefault(row["treatment"], []).append((row, outcome))
        self._classes = {each.drug_class: each for each in knowledge.stop_slowly()}

    def told(self, place: int) -> str:
        """One line: how long, how much, what it did, and whether that is a trial; empty when never tried."""
        rows = self._of(place)
        if not rows:
            return ""
        outcome = next((_DID[said] for _, said in reversed(rows) if said), "outcome not known")
        enough = _ENOUGH.get(int(self._tried.enough[0, place]), "not known whether that was enough")
        return "; ".join([*dict.fromkeys(_amount(row) for row, _ in rows if _amount(row)), outcome, enough])

    def helped(self, place: int) -> tuple[Reason, ...]:
        """That it helped, with the rows that say so."""
        rows = tuple(row["row_id"] for row, said in self._of(place) if said in ("benefit", "partial"))
        return (Reason("It has helped this person", rows, "the record", verified=True),) if rows else ()

    def against(self, place: int) -> tuple[Reason, ...]:
        """That it did not help or was not borne; and that what did not help was too little to judge by."""
        tried, rows = self._tried, self._of(place)
        row_ids = tuple(dict.fromkeys(row["row_id"] for row, _ in rows))
        if tried.failed[0, place]:
            return (
                Reason(
                    f"Tried: {self.told(place)}", row_ids, "the record", verified=True, leaves=ALREADY_TRIED
                ),
            )
        if tried.not_tolerated[0, place]:
            return (Reason(sentences.NOT_TOLERATED, row_ids, "the record", verified=True, leaves=LATER),)
        if any(said == "no_benefit" for _, said in rows):
            text = f"Did not help, and does not count as tried: {self.told(place)}"
            return (Reason(text, row_ids, "the record", verified=True),)
        return ()

    def stopping(self, place: int) -> Sequence[StopSlowly]:
        """The classes because of which it must not be stopped suddenly; empty where it may."""
        if not self._tried.stops_slowly[0, place]:
            return ()
        name = self._person.grid.treatments[place].id
        taken = dict.fromkeys(row["drug_class"] for row in self._person.used if row["treatment"] == name)
        return tuple(self._classes[each] for each in taken if each in self._classes)

    def _of(self, place: int) -> list[tuple[Row, str]]:
        return self._rows.get(self._person.grid.treatments[place].id, [])


def _amount(row: Row) -> str:
    parts = []
    if row["mg"]:
        parts.append(f"{row['mg']:g} mg a day")
    if row["visits"]:
        parts.append(f"{row['visits']:g} visits")
    if row["days"]:
        parts.append(f"{row['days']:g} days")
    return ", ".join(parts)
