"""One person, in a warm process: assess of one bundle of about 1 MB, and of one person already in the store.

Run: python benchmarks/one_person.py [--runs 100] [BUNDLE.json ...]

Without bundles it takes the largest of the demonstration clinic, padded with that person's own older
observations to about 1 MB. The peer in the same run is a plain `json.loads` of the same bytes: what any
program must pay before it knows anything. The store is a fresh one in a temporary folder.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from timing import line, milliseconds

TODAY = date(2026, 6, 1)
SIZE = 1_000_000
BUNDLE_TARGET_MS, STORE_TARGET_MS = 80, 25


def megabyte_bundle() -> bytes:
    """The demonstration person with most data, with older copies of their observations up to 1 MB."""
    from lenitive.clinic.demonstration import bundles

    chart = max(bundles(TODAY), key=lambda bundle: len(bundle["entry"]))
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
        with read.borrowed_record() as record:
            read.load_bundle(record, raw, "benchmark")
            score_record(record)
            return assess(record, as_of=TODAY)

    start = time.perf_counter()
    summary = one()
    cold = (time.perf_counter() - start) * 1000
    print(f"bundle of {len(raw) / 1e6:.2f} MB, {len(summary['findings'])} rules; first call {cold:.0f} ms")
    print(line("  json.loads of the same bytes", milliseconds(lambda: json.loads(raw), runs=runs)))
    print(line("  read, score and judge", milliseconds(one, runs=runs), BUNDLE_TARGET_MS))


def store_seconds(raw: bytes, runs: int) -> None:
    """Time judging one person who is in the store already."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["LENITIVE_HOME"] = home
        from lenitive.site.start import ready_store

        ready_store()
        from lenitive.desk import store
        from lenitive.desk.importer import import_paths
        from lenitive.reason.assess import assess

        path = Path(home) / "chart.json"
        path.write_bytes(raw)
        import_paths([path], keep_going=True)
        patient = store.person_ids()[0]

        def rows_only() -> None:
            with store.person(patient):
                pass

        def one() -> dict[str, Any]:
            with store.person(patient) as record:
                return assess(record, patient_id=patient, as_of=TODAY)

        rows = milliseconds(rows_only, runs=runs)
        print(line("  rows from the store", rows))
        print(line("  rows from the store, and judge", milliseconds(one, runs=runs), STORE_TARGET_MS))


def main() -> None:
    """Print the figures for each bundle."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("bundles", nargs="*", type=Path)
    options.add_argument("--runs", type=int, default=100)
    given = options.parse_args()
    charts = [path.read_bytes() for path in given.bundles] or [megabyte_bundle()]
    for raw in charts:
        bundle_seconds(raw, given.runs)
    store_seconds(charts[0], given.runs)


if __name__ == "__main__":
    main()
