"""The numbers of an instruction in words: "1 to 2 tablets, 3 times a day, only if needed"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

# Units as the record writes them -> how they are counted. Others stand as they are written (mg, mL, ug).
_COUNTED: Mapping[str, Any] = {
    "tablet": ngettext_lazy("%(n)s tablet", "%(n)s tablets", "count"),
    "capsule": ngettext_lazy("%(n)s capsule", "%(n)s capsules", "count"),
    "patch": ngettext_lazy("%(n)s patch", "%(n)s patches", "count"),
    "drop": ngettext_lazy("%(n)s drop", "%(n)s drops", "count"),
    "puff": ngettext_lazy("%(n)s puff", "%(n)s puffs", "count"),
    "spray": ngettext_lazy("%(n)s spray", "%(n)s sprays", "count"),
    "film": ngettext_lazy("%(n)s film", "%(n)s films", "count"),
    "lozenge": ngettext_lazy("%(n)s lozenge", "%(n)s lozenges", "count"),
    "suppository": ngettext_lazy("%(n)s suppository", "%(n)s suppositories", "count"),
}


# Any: a row of `dosage`; the record's models are made from the schema at run time.
def dose_words(row: Any) -> str:
    """How much, how often and whether only if needed; empty where the amount is not said."""
    if row.dose_high is None:
        return ""
    amount = _amount(_range(row.dose_low, row.dose_high), row.dose_high, row.dose_unit or "")
    parts = [amount, _often(row), _("only if needed") if row.as_needed else ""]
    return ", ".join(part for part in parts if part)


def _range(low: float | None, high: float) -> str:
    if low is None or low == high:
        return f"{high:g}"
    return _("%(low)s to %(high)s") % {"low": f"{low:g}", "high": f"{high:g}"}


def _amount(number: str, high: float, unit: str) -> str:
    counted = _COUNTED.get(unit)
    if counted is None:
        return f"{number} {unit}".strip()
    return str(counted % {"n": number, "count": 1 if high == 1 else max(2, round(high))})


def _often(row: Any) -> str:
    if not row.times_high:
        return ""
    days = row.per_days or 1
    once = row.times_high == 1 and row.times_low in (None, 1)
    if once and days == 1:
        return _("once a day")
    if once:
        return _("once every %(days)s days") % {"days": f"{days:g}"}
    times = _range(row.times_low, row.times_high)
    if days == 1:
        return _("%(times)s times a day") % {"times": times}
    return _("%(times)s times in %(days)s days") % {"times": times, "days": f"{days:g}"}
