"""Medicines against clotting before a procedure: which are taken, how long each is left out, whether it was.

How long stands in knowledge/treatments/antithrombotic_holds.yaml, by the procedure's risk of bleeding. What
is written there in other words than days is shown and left to whoever decides; what is not there is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lenitive.knowledge.treatments import antithrombotic_holds, treatment
from lenitive.reason.story.query import query

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record

# held: left out long enough. not_held: not yet. decide: knowledge gives no plain number of days.
# low_risk: usually not left out. unknown: a day or a length is missing.
State = Literal["held", "not_held", "decide", "low_risk", "unknown"]
CLASSES = ("anticoagulant", "antiplatelet")
_DAYS = re.compile(r"(\d+)(?:-(\d+))? days")


@dataclass(frozen=True)
class Taken:
    """A medicine against clotting on the list; row : the order or statement."""

    ingredient: str
    row: str


@dataclass(frozen=True)
class Held:
    """One of them before a procedure. wanted : how long, in the words of knowledge; empty: not there."""

    ingredient: str
    row: str
    wanted: str
    note: str
    last: date | None
    state: State
    words: str

    @property
    def stops(self) -> bool:
        """Whether the procedure waits: not left out long enough, or nobody said when it was last taken."""
        return self.state == "not_held" or (self.state == "unknown" and bool(self.wanted))


@query
def _taken(t: Tables) -> ir.Table:
    """Medicines against clotting that are taken, ordered or paused."""
    use = t.derived.use
    rows = use.filter(use.drug_class.isin(CLASSES), use.status.isin(["active", "proposed", "on_hold"]))
    return rows.select("ingredient", row=rows.row_ids[0]).distinct().order_by("ingredient", "row")


def taken(record: Record) -> tuple[Taken, ...]:
    """Each ingredient once. record : with its derived tables."""
    found: dict[str, Taken] = {}
    for row in _taken(record):
        found.setdefault(row["ingredient"], Taken(row["ingredient"], row["row"]))
    return tuple(found.values())


def judge(each: Taken, procedure: str, last: date | None, day: date) -> Held:
    """Whether one medicine was left out long enough.

    procedure : treatment id; empty: not chosen yet. last : day it was last taken; None: nobody said.
    day : of the procedure.
    """
    risk = treatment(procedure).bleeding_risk if procedure else ""
    hold = next((one for one in antithrombotic_holds().holds if one.ingredient == each.ingredient), None)
    wanted = hold.by_risk.get(risk, "") if hold and risk else ""
    state, words = _state(risk, wanted, last, day)
    return Held(each.ingredient, each.row, wanted, hold.note if hold else "", last, state, words)


def _state(risk: str, wanted: str, last: date | None, day: date) -> tuple[State, str]:
    if not risk:
        return "unknown", _("The risk of bleeding of the procedure is not known.")
    if not wanted:
        if risk == "low":
            return "low_risk", _(
                "Low risk of bleeding: usually not left out; decide for the person and the place."
            )
        return "unknown", _("How long it is left out stands nowhere in our knowledge.")
    if last is None:
        return "unknown", _("Nobody has said when it was last taken.")
    days = (day - last).days
    if days < 0:
        return "unknown", _("The day it was last taken is after the procedure.")
    return _compared(wanted, days)


def _compared(wanted: str, days: int) -> tuple[State, str]:
    without = ngettext("%(n)d day without it.", "%(n)d days without it.", days) % {"n": days}
    found = _DAYS.match(wanted)
    if found is None:
        return "decide", without
    low, high = int(found[1]), int(found[2] or found[1])
    if days < low:
        return "not_held", without
    if days < high or found.end() < len(wanted):
        return "decide", without
    return "held", without


def judged(medicines: Iterable[Taken], procedure: str, last: dict[str, date], day: date) -> tuple[Held, ...]:
    """All of them. last : ingredient -> day it was last taken."""
    return tuple(judge(each, procedure, last.get(each.ingredient), day) for each in medicines)
