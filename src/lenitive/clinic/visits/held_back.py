"""The checks of a visit: what holds, what stops it and until when, what to look at, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _

from lenitive.clinic.models import Visit
from lenitive.clinic.plan.made import judged as make_tables
from lenitive.clinic.visits.holds import Held, judged, taken
from lenitive.clinic.visits.steroid_total import Total
from lenitive.desk import store
from lenitive.knowledge.visits.visit_model import Check, Template

if TYPE_CHECKING:
    from lenitive.record.rows import Record

# open: what it asks is not filled in yet.
Verdict = Literal["ok", "stops", "caution", "overruled", "open"]


@dataclass(frozen=True)
class Checked:
    """One check. says : what is wrong, in words; because : who let it go on, and why."""

    check: Check
    verdict: Verdict
    says: str
    because: str = ""

    @property
    def stops(self) -> bool:
        """Whether it stops the visit now."""
        return self.verdict == "stops"


def checked(
    form: Template, values: Mapping[str, str], holds: tuple[Held, ...], steroid: Total | None
) -> list[Checked]:
    """Every check of a visit. holds : of this person; steroid : None where nobody asks for it."""
    return [_one(each, values, holds, steroid) for each in form.checks]


def _one(check: Check, values: Mapping[str, str], holds: tuple[Held, ...], steroid: Total | None) -> Checked:
    verdict, says = _VERDICTS[check.kind](check, values, holds, steroid)
    because = values.get(check.unless, "") if check.unless else ""
    if verdict == "stops" and because:
        return Checked(check, "overruled", says, because)
    if verdict == "stops" and not check.stops:
        return Checked(check, "caution", says)
    return Checked(check, verdict, says)


def _same(
    check: Check, values: Mapping[str, str], _holds: tuple[Held, ...], _steroid: Total | None
) -> tuple[Verdict, str]:
    first, second = (values.get(field, "") for field in check.fields)
    if not first or not second:
        return "open", check.says
    return ("ok", "") if first == second else ("stops", check.says)


def _not(
    check: Check, values: Mapping[str, str], _holds: tuple[Held, ...], _steroid: Total | None
) -> tuple[Verdict, str]:
    said = values.get(check.fields[0], "")
    if not said:
        return "open", check.says
    return ("stops", check.says) if said in check.values else ("ok", "")


def _below(
    check: Check, values: Mapping[str, str], _holds: tuple[Held, ...], _steroid: Total | None
) -> tuple[Verdict, str]:
    said = values.get(check.fields[0], "")
    if not said:
        return "open", check.says
    return ("stops", check.says) if float(said) >= (check.limit or 0) else ("ok", "")


def _holds(
    check: Check, values: Mapping[str, str], holds: tuple[Held, ...], _steroid: Total | None
) -> tuple[Verdict, str]:
    if not values.get(check.fields[0]):
        return "open", check.says
    waiting = [each for each in holds if each.stops]
    if waiting:
        told = " ".join(f"{each.ingredient}: {each.words} ({each.wanted})" for each in waiting)
        return "stops", f"{check.says} {told}"
    unsure = [each for each in holds if each.state in ("decide", "unknown")]
    if unsure:
        told = " ".join(f"{each.ingredient}: {each.wanted or each.words}" for each in unsure)
        return "caution", _("Decide for this person: %(told)s") % {"told": told}
    return "ok", ""


def _steroid(
    check: Check, _values: Mapping[str, str], _holds: tuple[Held, ...], steroid: Total | None
) -> tuple[Verdict, str]:
    if steroid is None:
        return "open", check.says
    if steroid.verdict == "over":
        return "stops", _("%(check)s: %(total)s, over %(limit)s") % {
            "check": check.says,
            "total": steroid.words,
            "limit": steroid.says,
        }
    if steroid.verdict == "unknown":
        return "caution", _("%(check)s: %(total)s") % {"check": check.says, "total": steroid.words}
    return "ok", ""


_VERDICTS = {"same": _same, "not": _not, "below": _below, "holds": _holds, "steroid": _steroid}


def held_back(visit: Visit, form: Template, values: Mapping[str, str], step: str) -> list[str]:
    """Why nothing of a step may be filled yet; nothing where it may.

    The record is asked only where a check of that step reads it.
    """
    mine = [each for each in form.checks if step in each.holds_back]
    holds = holds_of(visit, form, values) if any(each.kind == "holds" for each in mine) else ()
    return [each.says for each in (_one(check, values, holds, None) for check in mine) if each.stops]


def holds_of(
    visit: Visit, form: Template, values: Mapping[str, str], record: Record | None = None
) -> tuple[Held, ...]:
    """The medicines against clotting of this person, judged for what is planned.

    record : with the derived tables made; left out, the person's record is opened.
    """
    check = next((each for each in form.checks if each.kind == "holds"), None)
    if check is None:
        return ()
    procedure = values.get(check.fields[0], "")
    last = dict(_last_taken(values))
    if record is not None:
        return judged(taken(record), procedure, last, visit.day)
    with store.person(visit.patient_id) as opened:
        make_tables(opened, visit.patient_id, visit.day)
        return judged(taken(opened), procedure, last, visit.day)


def _last_taken(values: Mapping[str, str]) -> Iterator[tuple[str, date]]:
    for key, value in values.items():
        name, colon, ingredient = key.partition(":")
        if colon and name == "holds" and value:
            yield ingredient, date.fromisoformat(value)
