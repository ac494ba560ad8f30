"""Adaptive sessions a second, on a 40-item graded bank with 12 items at most, against three others.

Run: python benchmarks/adaptive.py [--sessions 1000000] [--catr DIR] [--catsim PYTHON]

The people, the bank, the prior, the 81 points, the rule (most information at the present theta) and the stop
(12 items, or a standard error of 0.3 after 4) are the same for all but catsim; their results are compared.

- Ours: all sessions in step, on one core.
- A plain loop: one session at a time, NumPy within it, written here.
- catR (R): `nextItem`, `eapEst`, `eapSem`. By hand: `apt install r-base-core`, then the package into DIR.
- catsim: a two-parameter bank, since it knows no graded items, and 12 items for everyone; PYTHON is an
  environment with `pip install catsim`. It estimates in its own way, so only its speed is set beside ours.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from lenitive.measure import Bank, GradedItem, Rules, Session
from lenitive.measure.adaptive import run
from lenitive.measure.simulate import answerer

RULES = Rules(max_items=12, min_items=4, se=0.3)
LOOPED, IN_R, IN_CATSIM = 500, 20, 50


def forty_items(seed: int = 20) -> Bank:
    rng = np.random.default_rng(seed)
    items = []
    for number in range(40):
        b = rng.normal() + np.cumsum(rng.uniform(0.4, 0.9, 4)) - 1.3
        items.append(GradedItem(f"i{number}", float(rng.uniform(1.0, 3.0)), tuple(b.tolist())))
    return Bank(tuple(items))


def every_answer(bank: Bank, theta: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Answers of people to every item, (people, items)."""
    people = np.arange(len(theta))
    columns = [answerer(bank, theta, rng)(people, np.full(len(theta), j)) for j in range(len(bank.items))]
    return np.stack(columns, axis=1)


def plain_loop(bank: Bank, answers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One session after another, as one writes it at first: EAP and information by NumPy."""
    a = np.array([item.a for item in bank.items])
    b = np.array([item.b for item in bank.items])
    points = np.linspace(-4, 4, 81)
    prior = np.exp(-(points**2) / 2)
    thetas, asked = np.empty(len(answers)), np.empty(len(answers))
    for person, given in enumerate(answers):
        weights, theta, se, left = prior.copy(), 0.0, 1.0, list(range(len(a)))
        while True:
            item = left[int(np.argmax(_information(a[left], b[left], theta)))]
            left.remove(item)
            above = 1 / (1 + np.exp(-a[item] * (points[:, None] - b[item])))
            above = np.hstack([np.ones((81, 1)), above, np.zeros((81, 1))])
            answer = int(given[item])
            weights = weights * (above[:, answer - 1] - above[:, answer])
            theta = float((weights * points).sum() / weights.sum())
            se = float(np.sqrt((weights * (points - theta) ** 2).sum() / weights.sum()))
            count = len(a) - len(left)
            if count == RULES.max_items or (count >= RULES.min_items and se <= 0.3):
                break
        thetas[person], asked[person] = theta, count
    return thetas, asked


def _information(a: np.ndarray, b: np.ndarray, theta: float) -> np.ndarray:
    above = 1 / (1 + np.exp(-a[:, None] * (theta - b)))
    above = np.hstack([np.ones((len(a), 1)), above, np.zeros((len(a), 1))])
    slope = a[:, None] * above * (1 - above)
    return ((slope[:, :-1] - slope[:, 1:]) ** 2 / (above[:, :-1] - above[:, 1:])).sum(axis=1)


CATR = """
library(catR, lib.loc="{library}")
bank <- as.matrix(read.csv("{folder}/bank.csv")); answers <- as.matrix(read.csv("{folder}/answers.csv"))
start <- proc.time()[["elapsed"]]
for (person in 1:nrow(answers)) {{
  out <- c(); x <- c(); theta <- 0
  repeat {{
    item <- nextItem(bank, model="GRM", theta=theta, out=out, x=x, criterion="MFI")$item
    out <- c(out, item); x <- c(x, answers[person, item] - 1)
    theta <- eapEst(bank[out,,drop=FALSE], x, model="GRM", lower=-4, upper=4, nqp=81)
    se <- eapSem(theta, bank[out,,drop=FALSE], x, model="GRM", lower=-4, upper=4, nqp=81)
    if (length(out) == 12 || (length(out) >= 4 && se <= 0.3)) break
  }}
  cat(sprintf("%.6f\\n", theta))
}}
cat(sprintf("took %.6f\\n", proc.time()[["elapsed"]] - start))
"""


def with_catr(bank: Bank, answers: np.ndarray, library: str) -> tuple[np.ndarray, float]:
    """Thetas of catR and sessions a second, its start not counted."""
    with tempfile.TemporaryDirectory() as folder:
        parameters = np.array([[item.a, *item.b] for item in bank.items])
        names = "alphaj,betaj1,betaj2,betaj3,betaj4"
        np.savetxt(Path(folder) / "bank.csv", parameters, delimiter=",", header=names, comments="")
        header = ",".join(bank.keys)
        np.savetxt(Path(folder) / "answers.csv", answers, "%d", delimiter=",", header=header, comments="")
        script = Path(folder) / "run.R"
        script.write_text(CATR.format(library=library, folder=folder))
        said = subprocess.run(["Rscript", script], capture_output=True, text=True, check=True).stdout
    *thetas, took = said.splitlines()
    return np.array(thetas, dtype=float), len(answers) / float(took.split()[1])


CATSIM = """
import sys, time, numpy as np
from catsim.simulation import Simulator
from catsim.initialization import FixedPointInitializer
from catsim.selection import MaxInfoSelector
from catsim.estimation import NumericalSearchEstimator
from catsim.stopping import TestLengthStopper
rng = np.random.default_rng(3)
items = np.stack([rng.uniform(1, 3, 40), rng.normal(size=40), np.zeros(40), np.ones(40)], axis=1)
people = int(sys.argv[1])
try:
    from catsim.irt import ItemBank
    bank = ItemBank(items)
except ImportError:
    bank = items
stop = TestLengthStopper(max_items=12)
simulator = Simulator(bank, rng.normal(size=people))
start = time.perf_counter()
simulator.simulate(FixedPointInitializer(0), MaxInfoSelector(), NumericalSearchEstimator(), stop)
print(people / (time.perf_counter() - start))
"""


def with_catsim(python: str) -> float:
    """Sessions a second of catsim, 12 items of a two-parameter bank."""
    run_ = subprocess.run([python, "-c", CATSIM, str(IN_CATSIM)], capture_output=True, text=True, check=False)
    if run_.returncode:
        raise SystemExit(f"catsim failed: {run_.stderr.strip().splitlines()[-1]}")
    return float(run_.stdout.split()[-1])


def next_item_call(bank: Bank) -> np.ndarray:
    """Microseconds of one call that takes an answer and gives the next item."""
    took = []
    for seed in range(300):
        session = Session(bank, RULES, seed=seed)
        while session.item is not None:
            item, value = session.item, 1 + (seed + len(session.steps)) % 5
            start = time.perf_counter()
            session.answer(item, value)
            took.append((time.perf_counter() - start) * 1e6)
    return np.array(took[100:])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--sessions", type=int, default=1_000_000)
    asked.add_argument("--catr", default="", metavar="DIR", help="R library that holds catR")
    asked.add_argument("--catsim", default="", metavar="PYTHON", help="Python that has catsim")
    given = asked.parse_args()
    bank, rng = forty_items(), np.random.default_rng(5)
    theta = rng.normal(size=given.sessions)
    run(bank, RULES, answerer(bank, theta, rng), 10_000)
    start = time.perf_counter()
    found = run(bank, RULES, answerer(bank, theta, rng), given.sessions)
    ours = given.sessions / (time.perf_counter() - start)
    print(
        f"ours, one core: {ours:,.0f} sessions/s "
        f"({found.asked.mean():.2f} items on average; answers drawn as they go)"
    )
    answers = every_answer(bank, theta[:LOOPED], rng)
    same = run(bank, RULES, lambda rows, items: answers[rows, items], LOOPED)
    start = time.perf_counter()
    thetas, counts = plain_loop(bank, answers)
    loop = LOOPED / (time.perf_counter() - start)
    off = np.abs(thetas - same.theta).max()
    print(
        f"plain NumPy loop: {loop:,.0f} sessions/s; ours is {ours / loop:,.0f} times as fast; "
        f"largest difference of theta {off:.1e}, same lengths: {bool((counts == same.asked).all())}"
    )
    if given.catr:
        thetas, catr = with_catr(bank, answers[:IN_R], given.catr)
        off = np.abs(thetas - same.theta[:IN_R]).max()
        print(
            f"catR: {catr:,.2f} sessions/s; ours is {ours / catr:,.0f} times as fast; theta within {off:.1e}"
        )
    if given.catsim:
        catsim = with_catsim(given.catsim)
        print(
            f"catsim (two-parameter bank): {catsim:,.1f} sessions/s; "
            f"ours is {ours / catsim:,.0f} times as fast"
        )
    took = next_item_call(bank)
    p50, p99 = np.percentile(took, [50, 99])
    print(f"one next-item call: median {p50:.0f} us, 99th percentile {p99:.0f} us (target 300 us)")


if __name__ == "__main__":
    main()
