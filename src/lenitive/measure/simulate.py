"""Adaptive tests on simulated people: how exact, how short, and which items are worn out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lenitive.measure.adaptive import REASONS, Answerer, Finished, Places, Rules, run
from lenitive.measure.arrays import FloatArray
from lenitive.measure.irt import Bank, passing

# Rounds after which the chances of Sympson and Hetter have settled in practice.
_ROUNDS = 12


@dataclass(frozen=True)
class Simulation:
    """What a test does on simulated people whose theta is known; figures in units of theta.

    exposure : share of people who are asked each item, in bank order.
    covered : share of people whose theta lies within 1.96 standard errors.
    by_theta : for slices of true theta: centre, people, bias, RMSE, mean SE, mean items.
    """

    people: int
    bias: float
    rmse: float
    mean_se: float
    mean_items: float
    covered: float
    reasons: dict[str, float]
    exposure: dict[str, float]
    by_theta: tuple[tuple[float, int, float, float, float, float], ...]


def simulate(
    bank: Bank, rules: Rules, *, people: int = 10_000, seed: int = 0, theta: FloatArray | None = None
) -> Simulation:
    """Run the test on people drawn from the bank's prior, or on those of the given theta, (people,)."""
    rng = np.random.default_rng(seed)
    true = rng.normal(bank.prior.mean, bank.prior.sd, people) if theta is None else np.asarray(theta, float)
    found = run(bank, rules, answerer(bank, true, rng), len(true), seed=seed)
    off = found.theta - true
    return Simulation(
        people=len(true),
        bias=float(off.mean()),
        rmse=float(np.sqrt((off**2).mean())),
        mean_se=float(found.se.mean()),
        mean_items=float(found.asked.mean()),
        covered=float((np.abs(off) <= 1.96 * found.se).mean()),
        reasons={name: float((found.reason == place).mean()) for place, name in enumerate(REASONS) if name},
        exposure=dict(zip(bank.keys, exposure_rates(bank, found).tolist(), strict=True)),
        by_theta=_by_theta(true, off, found),
    )


def answerer(bank: Bank, theta: FloatArray, rng: np.random.Generator) -> Answerer:
    """People who answer as the graded response model says people of that theta do."""

    def answer(rows: Places, items: Places) -> FloatArray:
        passed = passing(bank.slopes[items], bank.thresholds[items], theta[rows])
        given: FloatArray = 1.0 + (rng.random((len(rows), 1)) < passed).sum(axis=1)
        return given

    return answer


def exposure_rates(bank: Bank, found: Finished) -> FloatArray:
    """Share of sessions in which each item was asked, (items,)."""
    asked = found.items[found.items >= 0]
    return np.bincount(asked, minlength=len(bank.items)) / len(found.theta)


def exposure_for(
    bank: Bank, rules: Rules, most: float, *, people: int = 20_000, seed: int = 0
) -> tuple[tuple[str, float], ...]:
    """Chances for `Rules.exposure` that keep every item's exposure near `most` (Sympson and Hetter 1985).

    Each round lowers the chance of an item that is chosen too often: chance = most / share in which it would
    be chosen. The `max_items` largest chances are 1, so that a session can always be filled.
    """
    chances = np.ones(len(bank.items))
    for round_ in range(_ROUNDS):
        limited = replace(rules, exposure=tuple(zip(bank.keys, chances.tolist(), strict=True)))
        rng = np.random.default_rng([seed, round_])
        true = rng.normal(bank.prior.mean, bank.prior.sd, people)
        rates = exposure_rates(
            bank, run(bank, limited, answerer(bank, true, rng), people, seed=seed + round_)
        )
        chosen = rates / chances
        chances = np.clip(np.where(chosen > most, most / np.maximum(chosen, most), 1.0), 1e-3, 1)
        chances[np.argsort(chances, kind="stable")[-rules.max_items :]] = 1
    return tuple(zip(bank.keys, chances.tolist(), strict=True))


def _by_theta(
    true: FloatArray, off: FloatArray, found: Finished
) -> tuple[tuple[float, int, float, float, float, float], ...]:
    """One row for each unit of theta that holds people."""
    slices = np.rint(true)
    rows = []
    for centre in np.unique(slices):
        inside = slices == centre
        rows.append(
            (
                float(centre),
                int(inside.sum()),
                float(off[inside].mean()),
                float(np.sqrt((off[inside] ** 2).mean())),
                float(found.se[inside].mean()),
                float(found.asked[inside].mean()),
            )
        )
    return tuple(rows)
