"""Findings: one person from the store, a population on this machine, and one rule against a CQL engine.

Run: python benchmarks/findings.py [--people 100000] [--million] [--runs 100] [--npm FOLDER]

1. One person who is in the store, all rules: percentiles in a warm process, and the cold start of a fresh
   one, with and without the kept text of an earlier process.
2. A population of invented people with 20 orders each (tests/population.py) through `evaluate`: all rules,
   one row a person and rule written. People a second, processor seconds, peak memory of all its processes
   (a page that they share counted once), and how the time a person grows with the population.
3. One rule written twice, ours and ELM by hand (benchmarks/elm), run by the CQL reference engine in Node: the
   same people must meet it. FOLDER is where `npm install cql-execution cql-exec-fhir` was run; without it, or
   without Node, this part is left out. Reading is counted on both sides, parsing JSON on neither.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from timing import line, milliseconds

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
TODAY = date(2026, 6, 1)
STORE_TARGET_MS, COLD_TARGET_MS = 25, 1000
MILLION, MILLION_TARGET_S, MEMORY_TARGET_GB = 1_000_000, 60, 4
PEER_TARGET = 1000
PEER_PEOPLE, OUR_PEOPLE = 2_000, 50_000
NSAIDS, EGFR = ["197805"], "33914-3"  # the product and the code of tests/population.py
COLD = """
import sys, time
started = time.perf_counter()
from lenitive.site.start import ready_store
ready_store()
from datetime import date
from lenitive.desk import store
from lenitive.reason.assess import assess
patient = sys.argv[1]
with store.person(patient) as record:
    assess(record, patient_id=patient, as_of=date.fromisoformat(sys.argv[2]))
print(time.perf_counter() - started)
"""
EVALUATE = """
import sys
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from lenitive.reason.population import evaluate_population
if __name__ == "__main__":
    day = date.fromisoformat(sys.argv[3])
    evaluate_population(Path(sys.argv[1]), Path(sys.argv[2]), as_of=day, tables=("finding",))
"""


def one_person(runs: int) -> None:
    """Print the time of one person of the store, warm and cold."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["LENITIVE_HOME"] = home
        from lenitive.clinic.demonstration import bundles
        from lenitive.site.start import ready_store

        ready_store()
        from lenitive.desk import store
        from lenitive.desk.importer import import_paths
        from lenitive.reason.assess import assess

        chart = Path(home) / "chart.json"
        chart.write_text(json.dumps(max(bundles(TODAY), key=lambda bundle: len(bundle["entry"]))))
        import_paths([chart], keep_going=True)
        patient = store.person_ids()[0]

        def judge() -> None:
            with store.person(patient) as record:
                assess(record, patient_id=patient, as_of=TODAY)

        print(line("one person from the store, all rules", milliseconds(judge, runs=runs), STORE_TARGET_MS))
        _cold(Path(home), patient)


def _cold(home: Path, patient: str) -> None:
    environment = os.environ | {"LENITIVE_CACHE": str(home / "kept")}
    for name in ("fresh process, nothing kept", "fresh process, kept text", "fresh process, kept text"):
        started = time.perf_counter()
        command = [sys.executable, "-c", COLD, patient, TODAY.isoformat()]
        made = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        inside, whole = float(made.stdout), time.perf_counter() - started
        ratio = f"({inside * 1000 / COLD_TARGET_MS:.2f} of the target)"
        print(f"{name:<44} {inside * 1000:7.0f} ms {ratio}; with Python's start {whole * 1000:.0f} ms")


def population(people: int, folder: Path) -> float:
    """Print the figures of one population; seconds a person."""
    from tests.population import write_population

    lake, out = folder / f"lake-{people}", folder / f"out-{people}"
    write_population(lake, people, chunk=25_000)
    program = folder / "evaluate.py"
    program.write_text(EVALUATE)
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, str(program), str(lake), str(out), TODAY.isoformat()]
    with subprocess.Popen(command) as process:
        peak = _Peak(process.pid)
        if process.wait():
            raise SystemExit("the evaluation failed")
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    files = str(out / "finding" / "*.parquet")
    found = duckdb.execute("SELECT count(*), count(DISTINCT rule) FROM read_parquet(?)", [files]).fetchall()[
        0
    ]
    if found[0] != people * found[1]:
        raise SystemExit("a person or a rule is missing")
    print(
        f"{people:>9,} people, {found[1]} rules: {seconds:7.1f} s  {people / seconds:9,.0f} people/s  "
        f"processor {spent:7.1f} s  peak {peak.stop() / 1e9:4.2f} GB"
    )
    if people == MILLION:
        print(f"          {seconds / MILLION_TARGET_S:.2f} of the target of {MILLION_TARGET_S} s, ", end="")
        print(f"{peak.most / 1e9 / MEMORY_TARGET_GB:.2f} of {MEMORY_TARGET_GB} GB")
    shutil.rmtree(lake)
    shutil.rmtree(out)
    return seconds / people


class _Peak:
    """The most memory that a process and all below it held at once, looked at ten times a second (Linux)."""

    def __init__(self, pid: int) -> None:
        self.most, self._pid, self._over = 0, pid, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        self._over.set()
        self._thread.join()
        return self.most

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            self.most = max(self.most, self._held(self._pid))

    def _held(self, pid: int) -> int:
        """Bytes of a process and those below it, a shared page divided among those that share it."""
        with suppress(OSError):
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            own = next(int(row.split()[1]) * 1024 for row in rollup.splitlines() if row.startswith("Pss:"))
            below = (path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children"))
            return own + sum(self._held(int(child)) for children in below for child in children)
        return 0


def populations(sizes: list[int]) -> None:
    """Print the figures of each size, and the growth from one to the next."""
    with tempfile.TemporaryDirectory() as folder:
        each = [population(people, Path(folder)) for people in sizes]
    for (few, first), (many, second) in pairwise(zip(sizes, each, strict=True)):
        print(f"time a person at {many:,} is {second / first:.2f} of that at {few:,}")


def peer(npm: Path | None) -> None:
    """Print our rule against the same in ELM, after checking that the same people meet both."""
    node = shutil.which("node")
    if node is None or npm is None or not (npm / "node_modules" / "cql-execution").is_dir():
        print(
            "rule against CQL: left out (needs Node, and --npm FOLDER after npm install there; see the top)"
        )
        return
    from tests.population import write_population

    with tempfile.TemporaryDirectory() as folder:
        lake = Path(folder) / "lake"
        write_population(lake, OUR_PEOPLE, chunk=OUR_PEOPLE)
        ours = _our_rule(lake, OUR_PEOPLE)
        few = Path(folder) / "few"
        write_population(few, PEER_PEOPLE, chunk=PEER_PEOPLE)
        mine, theirs = _our_rule(few, PEER_PEOPLE), _their_rule(few, Path(folder), node, npm)
    if mine["met"] != theirs["met"]:
        raise SystemExit("the two say different people")
    rates = ours["people"] / ours["seconds"], theirs["people"] / theirs["seconds"]
    print(f"one rule, ours:         {ours['people']:,} people, {rates[0]:12,.0f} people/s")
    print(f"one rule, ELM in Node:  {theirs['people']:,} people, {rates[1]:12,.0f} people/s")
    print(f"ours is {rates[0] / rates[1]:,.0f} times as fast (target {PEER_TARGET}); {len(mine['met'])} met")


def _our_rule(lake: Path, people: int) -> dict[str, Any]:
    """The rule through the engine of a population: tables read, what it needs derived, judged."""
    from lenitive.reason.engine.population import judge_population
    from lenitive.reason.engine.program import compile_rules
    from lenitive.reason.tables import ask, evaluate, load_knowledge, sql
    from lenitive.record.schema import create_statements

    program, needed = compile_rules([_rule()]), ("held", "measurement", "medicine", "use")
    read = ("patient", "medication", "supply", "coding", "dosage", "condition", "observation", "collected")
    with duckdb.connect() as connection:
        for create in create_statements():
            connection.execute(create)
        load_knowledge(connection)
        for name in needed:
            sql(name)
        started = time.perf_counter()
        for table in read:
            files = str(lake / table / "*.parquet")
            connection.execute(f'INSERT INTO "{table}" BY NAME FROM read_parquet(?)', [files])
        ask(connection, TODAY)
        evaluate(connection, needed)
        judged = judge_population(connection, program)
        seconds = time.perf_counter() - started
    met = [row["patient_id"] for row in judged.to_pylist() if row["value"] == 2]
    return {"people": people, "seconds": seconds, "met": sorted(met)}


def _rule() -> Any:  # Any: lenitive is imported late, so that its cold start can be measured
    """An active NSAID, and the latest eGFR of a year under 30."""
    from lenitive.knowledge.rules import rules
    from lenitive.knowledge.rules.model import All, Leaf, Scope, Take, Test

    nsaid = (Test("drug_class", ("nsaid",)), Test("status", ("active",)))
    low = Take("latest", (Test("value", bounds=(("<", 30.0),)),))
    when = All(
        (
            Leaf("use", nsaid, None, Take(), None, "unknown"),
            Leaf("measurement", (Test("concept", ("egfr",)),), None, low, 365, "unknown"),
        )
    )
    like = next(iter(rules()))
    return replace(like, id="nsaid_low_egfr", layer=1, applies_to=Scope(), urgency="routine", when=when)


def _their_rule(lake: Path, folder: Path, node: str, npm: Path) -> dict[str, Any]:
    from elm.nsaid_low_egfr import library

    (folder / "library.json").write_text(json.dumps(library(NSAIDS, EGFR)))
    bundles = folder / "bundles.ndjson"
    with bundles.open("w") as file:
        for chart in _bundles(lake):
            file.write(json.dumps(chart) + "\n")
    runner = npm / "run.cjs"
    shutil.copy(ROOT / "benchmarks" / "elm" / "run.cjs", runner)
    command = [node, str(runner), str(folder / "library.json"), str(bundles), TODAY.isoformat()]
    made = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(made.stdout)
    return result


def _bundles(lake: Path) -> list[dict[str, Any]]:
    """The people of a lake as FHIR: who they are, their orders with codes and status, their values."""
    charts: dict[str, list[dict[str, Any]]] = {}
    for (patient,) in _rows(lake, "SELECT patient_id FROM patient"):
        charts[patient] = [{"resourceType": "Patient", "id": patient}]
    orders = (
        "SELECT m.patient_id, c.code, m.status FROM medication AS m JOIN coding AS c ON c.of_row = m.row_id"
    )
    for number, (patient, code, status) in enumerate(_rows(lake, orders)):
        charts[patient].append(
            {
                "resourceType": "MedicationRequest",
                "id": f"m{number}",
                "status": status,
                "intent": "order",
                "subject": {"reference": f"Patient/{patient}"},
                "medicationCodeableConcept": {"coding": [{"code": code}]},
            }
        )
    values = "SELECT patient_id, value_number, at_low FROM observation"
    for number, (patient, value, day) in enumerate(_rows(lake, values)):
        charts[patient].append(
            {
                "resourceType": "Observation",
                "id": f"o{number}",
                "status": "final",
                "code": {"coding": [{"code": EGFR}]},
                "subject": {"reference": f"Patient/{patient}"},
                "effectiveDateTime": day.isoformat(),
                "valueQuantity": {"value": value},
            }
        )
    return [
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in chart]}
        for chart in charts.values()
    ]


def _rows(lake: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        for name in ("patient", "medication", "coding", "observation"):
            files = str(lake / name / "*.parquet").replace("'", "''")
            connection.execute(f"CREATE VIEW {name} AS FROM read_parquet('{files}')")
        rows: list[tuple[Any, ...]] = connection.execute(query).fetchall()
        return rows


def main() -> None:
    """Print all figures."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--people", type=int, default=100_000)
    asked.add_argument("--million", action="store_true", help="a million people as well")
    asked.add_argument("--runs", type=int, default=100)
    asked.add_argument("--npm", type=Path, help="folder with cql-execution and cql-exec-fhir installed")
    asked.add_argument("--only", choices=["person", "population", "peer"], help="one part alone")
    given = asked.parse_args()
    if given.only in (None, "peer"):
        peer(given.npm)
    if given.only in (None, "person"):
        one_person(given.runs)
    if given.only in (None, "population"):
        sizes = [max(1, given.people // 10), given.people]
        populations([*sizes, MILLION] if given.million else sizes)


if __name__ == "__main__":
    main()
