"""What is asked for: a procedure under a policy, and where in the body, as far as that is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lenitive.errors import InputError
from lenitive.knowledge.authorisation import Policy, policy_for
from lenitive.knowledge.authorisation.settings import settings
from lenitive.plan.authorisation.meaning import Codes, meaning
from lenitive.plan.authorisation.rows import Row
from lenitive.plan.authorisation.sessions import Session
from lenitive.plan.authorisation.sites import Site, site_of

_PLANNED = ("draft", "active", "on-hold", None)


@dataclass(frozen=True)
class Request:
    """A procedure under a policy on a day. orders : rows of the orders that plan it."""

    procedure: str
    policy: Policy
    as_of: date
    site: Site
    orders: tuple[str, ...]


def request_of(
    procedure: str,
    policy: str | None,
    as_of: date,
    *,
    place: str,
    services: Sequence[Row],
    done: Iterable[Session],
    codes: Codes,
) -> Request:
    """The request; the place is what the caller says, else what the orders that plan it say.

    A region that neither says is that of the procedure; else the one in which the sessions on record were.
    Raises : InputError for an unknown treatment, policy or place.
    """
    chosen = policy_for(procedure, policy)
    orders = [row for row in services if row["status"] in _PLANNED and _is(row, procedure, codes)]
    sites = [given_site(place)] if place else [meaning("service", row, codes).site for row in orders]
    region = settings().region_of.get(procedure, "") or _only({each.region for each in sites if each.region})
    if not region:
        region = _only({each.site.region for each in done if each.site.region})
    sides = frozenset(side for each in sites for side in each.sides)
    segments = frozenset(segment for each in sites for segment in each.segments)
    return Request(
        procedure, chosen, as_of, Site(region, sides, segments), tuple(row["row_id"] for row in orders)
    )


def given_site(place: str) -> Site:
    """The place that a caller gives in words; raises InputError where it names none."""
    site = site_of(place)
    if not (site.region or site.sides or site.segments):
        raise InputError(
            f"{place!r} names no region, level or side",
            do="Write it as in 'lumbar', 'L4-L5' or 'L4-L5 left'.",
        )
    return site


def _is(row: Row, procedure: str, codes: Codes) -> bool:
    return procedure in meaning("service", row, codes).treatments


def _only(names: set[str]) -> str:
    return names.pop() if len(names) == 1 else ""
