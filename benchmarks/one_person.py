"""One person: assess of one bundle of about 1 MB, of one person already in the store, and of a cold start.

Run: python benchmarks/one_person.py [--runs 100] [BUNDLE.json ...]

Without bundles it takes the largest of the demonstration clinic, padded with that person's own older
observations to about 1 MB; from the store also that person unpadded. The peer in the same run is a
plain `json.loads` of the same bytes: what any program must pay before it knows anything. The store is a fresh
one in a temporary folder. The cold start is `lenitive assess` in a new process whose cache is warm; its
processor time is printed as well, for machines that others use at the same time.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from timing import line, milliseconds

TODAY = date(2026, 6, 1)
SIZE = 1_000_000
BUNDLE_TARGET_MS, STORE_TARGET_MS, COLD_TARGET_MS = 80, 25, 1000


def largest_chart() -> dict[str, Any]:
    """The demonstration person with most data."""
    from lenitive.clinic.demonstration import bundles

    return max(bundles(TODAY), key=lambda bundle: len(bundle["entry"]))


def megabyte_bundle(chart: dict[str, Any]) -> bytes:
    """A chart with older copies of its observations up to 1 MB."""
    observations = [e for e in chart["entry"] if e["resource"]["resourceType"] == "Observation"]
    size, turn = len(json.dumps(chart)), 0
    while size < SIZE and observations:
        turn += 1
        for entry in observations:
            chart["entry"].append(_older(entry, turn))
            size += len(json.dumps(entry)) + 2
            if size >= SIZE:
                break
    return json.dumps(chart).encode()


def _older(entry: dict[str, Any], years: int) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(entry["resource"]))
    copy["id"] = f"{copy['id']}-{years}"
    when = copy.get("effectiveDateTime", "2020-01-01")
    copy["effectiveDateTime"] = f"{max(1990, int(when[:4]) - years)}-01-15"
    return {"resource": copy}


def bundle_seconds(raw: bytes, runs: int) -> None:
    """Time reading, scoring and judging one bundle."""
    from lenitive.measure import score_record
    from lenitive.reason.assess import assess
    from lenitive.record import read

    def one() -> dict[str, Any]:
        with read.bundle_record(raw, "benchmark") as (record, _):
            score_record(record)
            return assess(record, as_of=TODAY)

    def rows_only() -> None:
        with read.bundle_record(raw, "benchmark"):
            pass

    start = time.perf_counter()
    summary = one()
    cold = (time.perf_counter() - start) * 1000
    print(f"bundle of {len(raw) / 1e6:.2f} MB, {len(summary['findings'])} rules; first call {cold:.0f} ms")
    print(line("  json.loads of the same bytes", milliseconds(lambda: json.loads(raw), runs=runs)))
    print(line("  read", milliseconds(rows_only, runs=runs)))
    print(line("  read, score and judge", milliseconds(one, runs=runs), BUNDLE_TARGET_MS))


def store_seconds(charts: list[bytes], runs: int) -> None:
    """Time judging one person who is in the store already: with each chart in turn, which add up."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["LENITIVE_HOME"] = home
        from lenitive.site.start import ready_store

        ready_store()
        from lenitive.desk import store
        from lenitive.desk.importer import import_paths
        from lenitive.reason.assess import assess
        from lenitive.record.schema import BY_NAME

        def rows_only() -> int:
            with store.person(patient) as record:
                return sum(len(record.rows(table)) for table in BY_NAME)

        def one() -> dict[str, Any]:
            with store.person(patient) as record:
                return assess(record, patient_id=patient, as_of=TODAY)

        for raw in charts:
            path = Path(home) / "chart.json"
            path.write_bytes(raw)
            import_paths([path], keep_going=True)
            patient = store.person_ids()[0]
            print(f"a person of {rows_only():,} rows in the store")
            print(line("  rows from the store", milliseconds(rows_only, runs=runs)))
            print(line("  rows from the store, and judge", milliseconds(one, runs=runs), STORE_TARGET_MS))


def cold_seconds(raw: bytes, runs: int) -> None:
    """Time the command in new processes; the first, which fills the cache, is not counted."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chart.json"
        path.write_bytes(raw)
        command = [sys.executable, "-m", "lenitive", "assess", str(path), "--json"]

        def one() -> None:
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

        one()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken = milliseconds(one, runs=runs, warm=0)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"cold start with a bundle of {len(raw) / 1e6:.2f} MB")
        taken[1] = busy * 1000 / runs  # of the new processes, in the mean
        print(line("  lenitive assess", taken, COLD_TARGET_MS))


def main() -> None:
    """Print the figures for each bundle."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("bundles", nargs="*", type=Path)
    options.add_argument("--runs", type=int, default=100)
    given = options.parse_args()
    largest = largest_chart()
    plain = json.dumps(largest).encode()
    charts = [path.read_bytes() for path in given.bundles] or [megabyte_bundle(largest)]
    for raw in charts:
        bundle_seconds(raw, given.runs)
    store_seconds([plain, charts[0]], given.runs)
    cold_seconds(plain, max(3, given.runs // 10))


if __name__ == "__main__":
    main()
