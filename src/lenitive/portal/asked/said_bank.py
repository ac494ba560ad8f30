"""What an adaptive questionnaire says: its T score in words, how sure it is, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil, floor
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lenitive.clinic.models import Asking
from lenitive.clinic.svg import at
from lenitive.clinic.tablet import adaptive
from lenitive.desk.models import RECORD
from lenitive.knowledge.asking import asking as policy
from lenitive.knowledge.instruments.changes import change_rules
from lenitive.measure import theta_test
from lenitive.portal.scores import verdict_said

# The T scores at the foot and at the head of the picture: three standard deviations around most people.
_LOW, _HIGH = 20.0, 80.0


@dataclass(frozen=True)
class FromBank:
    """One result of a bank. points : day and T score, the oldest first. made_up : never calibrated."""

    name: str
    value: str
    changed: str
    higher_is_better: bool
    points: tuple[tuple[date, float], ...]
    made_up: bool

    def spots(self, wide: int, high: int, edge: int, most: int) -> list[tuple[str, str, str]]:
        """The latest scores from left to right, better ones higher: x, y and the day."""
        points = self.points[-most:]
        first, last = points[0][0].toordinal(), points[-1][0].toordinal()
        return [
            (
                at(
                    edge
                    + (wide - 2 * edge)
                    * ((day.toordinal() - first) / (last - first) if last > first else 0.5)
                ),
                at(edge + (high - 2 * edge) * (1 - self._good(value))),
                date_format(day, "j M"),
            )
            for day, value in points
        ]

    def _good(self, value: float) -> float:
        share = min(1.0, max(0.0, (value - _LOW) / (_HIGH - _LOW)))
        return share if self.higher_is_better else 1 - share


def said_of_bank(asking: Asking, place: int) -> FromBank | None:
    """What the form at a place says; None where it is none of a bank, or nothing of it was answered."""
    form = asking.forms[place]
    now = _scores(asking.patient_id, form["instrument"]).filter(of_row=f"{form['response']}#1").first()
    return _said(form["instrument"], asking.patient_id, now) if now is not None else None


def over_time(patient_id: str) -> list[FromBank]:
    """What each bank of the site says that this person answered at least twice, in the policy's order."""
    lasts = [(bank, _scores(patient_id, bank).order_by("at_time").last()) for bank in policy().adaptive]
    made = [_said(bank, patient_id, now) for bank, now in lasts if now is not None]
    return [each for each in made if each is not None and len(each.points) > 1]


# Any: the record's models are made from the schema at run time.
def _scores(patient_id: str, bank: str) -> Any:
    return RECORD["score"].objects.filter(
        patient_id=patient_id, instrument=bank, scale=adaptive.SCALE, value_number__isnull=False
    )


def _said(form: str, patient_id: str, now: Any) -> FromBank | None:
    bank, how = adaptive.bank_of(form), adaptive.known(form)
    if bank is None or how is None:
        return None
    until = _scores(patient_id, form).filter(at_time__lte=now.at_time).order_by("at_time")
    rows = [(row.at_high, row.value_number, row.se) for row in until]
    return FromBank(
        name=adaptive.form_of(form).name,
        value=_in_words(now.value_number, now.se),
        changed=_changed(rows, higher_is_better=how.higher_is_better),
        higher_is_better=how.higher_is_better,
        points=tuple((day, value) for day, value, _error in rows),
        made_up=bank.calibrated is False,
    )


def _in_words(value: float, error: float) -> str:
    """The T score with the span of one standard error to both sides, as whole points."""
    return _(
        "%(n)s points, where 50 is the middle of most people; most likely between %(low)s and %(high)s"
    ) % {
        "n": f"{value:.0f}",
        "low": floor(value - error),
        "high": ceil(value + error),
    }


def _changed(rows: list[tuple[date, float, float]], *, higher_is_better: bool) -> str:
    if len(rows) < 2:
        return _("This is your first time. Next time you will see here what changed.")
    (day, before, before_se), (_day, now, now_se) = rows[-2:]
    z, p = theta_test(before, before_se, now, now_se)
    if p[0] >= 1 - change_rules().confidence:
        return verdict_said("same", day)
    return verdict_said("better" if (z[0] > 0) == higher_is_better else "worse", day)
