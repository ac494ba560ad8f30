"""People for the tests of standings: everything is not met, and nothing was tried, unless it is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from lenitive.plan.columns import standings
from lenitive.plan.facts import GRADES, MECHANISMS, MET, NOT_KNOWN, Facts, Tried
from lenitive.plan.grid import Grid, grid
from lenitive.plan.options import Option, options
from lenitive.plan.person import Person
from lenitive.plan.preferences import Preferences
from lenitive.plan.program import number_of, plan_program
from lenitive.plan.standing import STANDINGS
from lenitive.reason.engine.person import Decided, Judged, Truth
from tests.plan.charts import AS_OF


def facts_of(
    met: Iterable[str] = (),
    *,
    unknown: Iterable[str] = (),
    mechanisms: Mapping[str, str] | None = None,
    laid_out: Grid | None = None,
    in_specialist_setting: bool = False,
    **tried: Iterable[str],
) -> Facts:
    """One person. met, unknown : ids of rules. tried : names of fields of Tried -> treatments."""
    laid_out = laid_out or grid()
    truths = np.zeros((1, len(plan_program().judgements)), dtype=np.int8)
    truths[0, number_of("plan.red_flags_asked")] = MET
    for value, names in ((MET, met), (NOT_KNOWN, unknown)):
        for name in names:
            truths[0, number_of(name)] = value
    grades = [[GRADES.index((mechanisms or {}).get(name, "none")) for name in MECHANISMS]]
    made = tried_of(laid_out, **tried)
    return Facts(truths, np.array(grades, dtype=np.int8), made, in_specialist_setting)


def options_of(met: Iterable[str] = (), **more: Iterable[str]) -> tuple[Option, ...]:
    """The options of one person of whom only this is known; see `facts_of`."""
    facts = facts_of(met, **more)
    rows = [Truth(int(value)) for value in facts.truths[0]]
    judged = Judged(plan_program(), dict(enumerate(rows)))
    judged.rules = [Decided(each, truth) for each, truth in zip(plan_program().judgements, rows, strict=True)]
    grades = dict(zip(MECHANISMS, (GRADES[max(code, 0)] for code in facts.mechanisms[0]), strict=True))
    return options(
        Person(
            "ana", AS_OF, facts, grid(), judged, grades, "chronic", (), (), (), (), None, Preferences({}, {})
        )
    )


def tried_of(laid_out: Grid, **fields: Iterable[str]) -> Tried:
    """What was tried: by the fields of Tried, the treatments for which each holds."""
    names = ("on_record", "step", "failed", "not_tolerated", "current", "stops_slowly")
    made = {name: _flags(laid_out, fields.get(name, ())) for name in names}
    enough = np.where(_flags(laid_out, fields.get("failed", ())), MET, NOT_KNOWN).astype(np.int8)
    return Tried(enough=enough, other_steps=np.zeros(1, dtype=np.int64), **made)


def _flags(laid_out: Grid, names: Iterable[str]) -> np.ndarray:
    made = np.zeros((1, len(laid_out.treatments)), dtype=np.bool_)
    made[0, [laid_out.place[name] for name in names]] = True
    return made


def standing_of(facts: Facts, treatment: str) -> str:
    """The standing of one treatment for the one person of these facts."""
    return STANDINGS[standings(facts, grid())[0, grid().place[treatment]]]
