"""Work in pain care: the paths, one path, and where one's own training leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lenitive.knowledge.learning import careers as knowledge
from lenitive.knowledge.learning.careers import Career, Pay, Start
from lenitive.library.public import language, public

_WIDE = 200  # units of a drawing of pay, from nothing to the highest pay on the page
_MARK = 4  # units, the width of the mark at the middle


@dataclass(frozen=True)
class Drawn:
    """A figure of pay with its place in a drawing `_WIDE` units wide; `mark` is the left of its middle."""

    of: Pay
    left: float
    width: float
    mark: float | None


@public
def careers(request: HttpRequest) -> HttpResponse:
    """All paths beside each other, and those near to what somebody is now with what is left to do."""
    spoken = language(request)
    known = {each.id: each for each in knowledge.careers(spoken)}
    now = next((each for each in knowledge.starts(spoken) if each.id == request.GET.get("now")), None)
    firsts = [each.pay[0] for each in known.values() if each.pay]
    drawn = iter(_drawn(firsts))
    return render(
        request,
        "library/careers.html",
        {
            "now": now,
            "near": _near(now, known) if now else [],
            "starts": knowledge.starts(spoken),
            "starts_source": knowledge.said_of_starts(spoken),
            "years_source": knowledge.said_of_years(spoken),
            "rows": [{"path": each, "pay": next(drawn) if each.pay else None} for each in known.values()],
            "wide": _WIDE,
            "certificates": knowledge.certificates(spoken),
        },
    )


@public
def career(request: HttpRequest, name: str) -> HttpResponse:
    """One path: the work, the way there, certificates, pay with year and source, and demand."""
    spoken = language(request)
    found = next((each for each in knowledge.careers(spoken) if each.id == name), None)
    if found is None:
        raise Http404
    return render(
        request,
        "library/career.html",
        {
            "career": found,
            "drawn": _drawn(found.pay),
            "wide": _WIDE,
            "work_source": knowledge.said_of_work(spoken),
            "years_source": knowledge.said_of_years(spoken),
        },
    )


def _near(now: Start, known: dict[str, Career]) -> list[dict[str, object]]:
    return [{"path": known[each.path], "left": each.left} for each in now.paths]


def _drawn(pay: Sequence[Pay]) -> list[Drawn]:
    most = max((max(each.low or 0, each.middle or 0, each.high or 0) for each in pay), default=0) or 1
    return [_one(each, _WIDE / most) for each in pay]


def _one(pay: Pay, scale: float) -> Drawn:
    """A range from low to high; a middle alone is drawn from nothing up to it."""
    ranged = pay.low is not None and pay.high is not None
    left, right = (pay.low or 0, pay.high or 0) if ranged else (0, pay.middle or 0)
    mark = None if pay.middle is None else round(min(pay.middle * scale, _WIDE - _MARK / 2) - _MARK / 2, 1)
    return Drawn(pay, round(left * scale, 1), round((right - left) * scale, 1), mark)
