"""The people of the list, in its order: those in danger first, then by name; it never counts everybody.

The order stands in an index of the lines that judging keeps (clinic/summary.py): everybody has one. Where few
can be meant, because few were found or few are one's own, they are looked up; else the index is walked and
each is asked about, until enough fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

from django.db.models import Q

from lenitive.clinic.models import PersonSummary
from lenitive.clinic.today.visits import theirs
from lenitive.desk.access import few_people, visible_people
from lenitive.desk.search import fits, terms_of

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

# A list goes on so far; whoever looks for somebody among more searches for them.
MOST_LISTED = 1000
_FEW = 500
_IN_ORDER = ("urgency", "sort_name", "patient_id")


class PeopleList(Sequence[Any]):  # Any: the record's models are made from the schema at run time
    """Rows of `patient` whom someone may see and who fit what was typed, for Django's Paginator."""

    ordered = True

    def __init__(self, staff: Staff, search: str = "") -> None:
        """Ask who is meant: words near to what was typed count only where no other fits."""
        self._visible = visible_people(staff)
        few = few_people(staff, _FEW)
        own = Q() if few is None else Q(patient_id__in=few)
        self._ids = self._in_order(own & fits(search))
        if terms_of(search) and not self._ids:
            self._ids = self._in_order(own & fits(search, near=True))

    def count(self, _of: Any = None) -> int:
        """How many are listed: MOST_LISTED at the most."""
        return min(len(self._ids), MOST_LISTED)

    @property
    def more(self) -> bool:
        """Whether there are more than are listed."""
        return len(self._ids) > MOST_LISTED

    def __len__(self) -> int:
        return self.count()

    @overload
    def __getitem__(self, asked: int) -> Any: ...
    @overload
    def __getitem__(self, asked: slice) -> list[Any]: ...
    def __getitem__(self, asked: int | slice) -> Any:
        """Some of them, in order."""
        if isinstance(asked, int):
            return self[asked : asked + 1][0]
        ids = self._ids[:MOST_LISTED][asked]
        rows = {row.patient_id: row for row in self._visible.filter(patient_id__in=ids)}
        return [rows[each] for each in ids if each in rows]

    def _in_order(self, meant: Q) -> list[str]:
        """Ids of those who are meant and may be seen, as far as a list goes and one further."""
        lines = PersonSummary.places.filter(meant).filter(theirs(self._visible)).order_by(*_IN_ORDER)
        return list(lines.values_list("patient_id", flat=True)[: MOST_LISTED + 1])
