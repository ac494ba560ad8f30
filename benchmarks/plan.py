"""The plan: all options of one person on top of the findings, and of a population.

Run: python benchmarks/plan.py [--runs 60] [--people 100000]

1. One person: the demonstration person with the largest chart, in a warm process, the derived tables made and
   the classification known; processor time of all 124 options with their reasons, and of the combination.
2. A population of invented people with 20 orders each (tests/population.py) through `evaluate`, writing the
   table `option` alone: people a second with and without reading and the derived tables, processor seconds,
   peak memory of the process.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
TODAY = date(2026, 6, 1)
TARGET_MS = 25
WARM = 5
EVALUATE = """
import sys, time
from datetime import date
from pathlib import Path
from lenitive.plan import population
from lenitive.reason.population import evaluate_population
spent = []

def timed(connection):
    start = time.process_time()
    rows = population.option_rows(connection).read_all()
    spent.append(time.process_time() - start)
    return rows.to_reader()

if __name__ == "__main__":
    day = date.fromisoformat(sys.argv[3])
    start = time.process_time()
    evaluate_population(
        Path(sys.argv[1]), Path(sys.argv[2]), as_of=day, tables=("option",), workers=1, options=timed
    )
    print(time.process_time() - start, sum(spent))
"""


def one_person(runs: int) -> None:
    """Print the percentiles of the plan of one person, on top of the findings."""
    from lenitive.clinic.demonstration import bundles
    from lenitive.measure import score_record
    from lenitive.plan.assess import plan
    from lenitive.reason.classify import classify
    from lenitive.reason.judgement import judge_person, the_person
    from lenitive.reason.tables import unchanged_record
    from lenitive.record import read

    chart = max(bundles(TODAY), key=lambda bundle: len(bundle["entry"]))
    with read.bundle_record(json.dumps(chart).encode(), "benchmark") as (record, _notes):
        score_record(record)
        person = the_person(record, None)
        with unchanged_record(record):
            judge_person(record, patient_id=person, as_of=TODAY)
            known = classify(record, TODAY, person)
            took = np.empty(WARM + runs)
            for run in range(WARM + runs):
                start = time.process_time()
                made = plan(record, patient_id=person, as_of=TODAY, classification=known)
                took[run] = (time.process_time() - start) * 1000
    p50, p95 = np.percentile(took[WARM:], [50, 95])
    print(
        f"one person, {len(made.options)} options: p50 {p50:.1f} ms, p95 {p95:.1f} ms of processor time; "
        f"p95/target({TARGET_MS} ms) {p95 / TARGET_MS:.2f}"
    )


def population(people: int, folder: Path) -> None:
    """Print the figures of one population."""
    from tests.population import write_population

    lake, out, program = folder / "lake", folder / "out", folder / "evaluate.py"
    write_population(lake, people, chunk=25_000)
    program.write_text(EVALUATE)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    run = subprocess.run(
        [sys.executable, program, lake, out, TODAY.isoformat()], capture_output=True, text=True, check=True
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    whole, options = map(float, run.stdout.split())
    size = sum(file.stat().st_size for file in out.rglob("*.parquet"))
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{people:,} people: {people / wall:,.0f} people/s in all, {people / whole:,.0f} of processor time")
    print(
        f"  options alone, on top of the derived tables: {people / options:,.0f} people/s of processor time"
    )
    print(
        f"  peak memory {after.ru_maxrss / 1e6:.2f} GB, {size / 1e6:.0f} MB written, processor {spent:.0f} s"
    )


def main() -> None:
    """Run both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=60)
    parser.add_argument("--people", type=int, default=100_000)
    given = parser.parse_args()
    one_person(given.runs)
    with tempfile.TemporaryDirectory() as folder:
        population(given.people, Path(folder))


if __name__ == "__main__":
    main()
