"""Reading bulk NDJSON into the record, against DuckDB's read of one column and orjson in two processes.

`python benchmarks/import.py [--mb 300]` makes synthetic NDJSON in a temporary folder and prints megabytes and
people a second, peak memory, and the time of a file with bad rows beside a clean one. Every measurement is
a process of its own, on the same files, one after the other.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

LOINC = "http://loinc.org"
HL7 = "http://terminology.hl7.org/CodeSystem/"
SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
TYPES = ("Patient", "Condition", "MedicationRequest", "Observation", "Encounter")


def coded(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


def chart(person: int, chosen: random.Random) -> list[dict[str, Any]]:
    """The resources of one invented person, in the shapes of a US Core export: about 11 kB."""
    patient_id = f"p{person}"
    subject = {"reference": f"Patient/{patient_id}"}
    day = f"2025-{chosen.randrange(1, 13):02}-{chosen.randrange(1, 29):02}"
    made: list[dict[str, Any]] = [
        {
            "resourceType": "Patient",
            "id": patient_id,
            "gender": chosen.choice(["female", "male"]),
            "birthDate": f"{chosen.randrange(1935, 2005)}-05-17",
            "name": [{"use": "official", "family": f"Family{person}", "given": ["Given", "Middle"]}],
            "identifier": [
                {
                    "type": coded("http://terminology.hl7.org/CodeSystem/v2-0203", "MR", "MRN"),
                    "value": str(person),
                }
            ],
            "address": [{"line": ["1 Long Street"], "city": "Town", "postalCode": "12345"}],
        }
    ]
    made += [
        {
            "resourceType": "Condition",
            "id": f"{patient_id}-c{n}",
            "subject": subject,
            "clinicalStatus": coded(HL7 + "condition-clinical", "active", "Active"),
            "code": coded(SNOMED, "278860009", "Chronic low back pain"),
            "onsetDateTime": f"{day}T09:00:00+02:00",
            "recordedDate": day,
        }
        for n in range(2)
    ]
    made += [
        {
            "resourceType": "MedicationRequest",
            "id": f"{patient_id}-m{n}",
            "status": chosen.choice(["active", "stopped", "completed"]),
            "intent": "order",
            "subject": subject,
            "authoredOn": f"{day}T09:00:00Z",
            "medicationCodeableConcept": coded(RXNORM, "1049621", "oxycodone hydrochloride 5 MG Oral Tablet"),
            "dosageInstruction": [
                {
                    "sequence": 1,
                    "text": "Take 1 tablet every 6 hours as needed for pain",
                    "asNeededBoolean": True,
                    "timing": {"repeat": {"frequency": 1, "period": 6.0, "periodUnit": "h"}},
                    "doseAndRate": [{"doseQuantity": {"value": chosen.choice([1, 2]), "unit": "tablet"}}],
                }
            ],
        }
        for n in range(4)
    ]
    made += [
        {
            "resourceType": "Observation",
            "id": f"{patient_id}-o{n}",
            "status": "final",
            "category": [coded(HL7 + "observation-category", "survey", "Survey")],
            "code": coded(LOINC, "72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported"),
            "subject": subject,
            "effectiveDateTime": f"{day}T09:{n:02}:00+02:00",
            "issued": f"{day}T09:{n:02}:00.123+02:00",
            "valueQuantity": {"value": chosen.randrange(11), "unit": "{score}", "code": "{score}"},
        }
        for n in range(12)
    ]
    made += [
        {
            "resourceType": "Encounter",
            "id": f"{patient_id}-e{n}",
            "status": "finished",
            "class": {"code": "AMB"},
            "type": [coded(SNOMED, "185345009", "Encounter for symptom")],
            "subject": subject,
            "period": {"start": f"{day}T09:00:00+02:00", "end": f"{day}T09:30:00+02:00"},
        }
        for n in range(3)
    ]
    return made


def made(folder: Path, megabytes: int, *, bad_every: int = 0) -> int:
    """Write NDJSON, one file a type, and return the people. bad_every : damages each n-th order."""
    chosen = random.Random(7)
    files = {kind: (folder / f"{kind}.ndjson").open("w", encoding="utf-8") for kind in TYPES}
    written = person = orders = 0
    while written < megabytes * 1_000_000:
        for one in chart(person, chosen):
            if bad_every and one["resourceType"] == "MedicationRequest":
                orders += 1
                if orders % bad_every == 0:
                    one["dosageInstruction"] = "one a day"
            written += files[one["resourceType"]].write(json.dumps(one) + "\n")
        person += 1
    for file in files.values():
        file.close()
    return person


def lenitive(folder: Path) -> None:
    from lenitive.record.read import load, open_record

    notes = load(open_record(), [folder], raw=False)
    print(len(notes))


def one_column(folder: Path) -> None:
    import duckdb

    for path in sorted(folder.glob("*.ndjson")):
        duckdb.sql(
            f"SELECT count(id) FROM read_json('{path}', format='newline_delimited', "
            "columns={id: 'VARCHAR'})"
        ).fetchall()
    print(0)


def parsed(path: Path, start: int, end: int) -> int:
    import orjson

    read = 0
    with path.open("rb") as file:
        if start:
            file.seek(start - 1)
            file.readline()
        while file.tell() < end and (line := file.readline()):
            orjson.loads(line)
            read += 1
    return read


def two_processes(folder: Path) -> None:
    pieces = []
    for path in sorted(folder.glob("*.ndjson")):
        size = path.stat().st_size
        pieces += [(path, 0, size // 2), (path, size // 2, size)]
    with multiprocessing.Pool(2) as pool:
        print(sum(pool.starmap(parsed, pieces, chunksize=1)))


WAYS: dict[str, Callable[[Path], None]] = {
    "lenitive": lenitive,
    "one column": one_column,
    "orjson, two processes": two_processes,
}


def timed(way: str, folder: Path) -> tuple[float, float, str]:
    """Seconds, peak megabytes and what was printed, of one way in a process of its own."""
    start = time.perf_counter()
    run = subprocess.run(
        [sys.executable, __file__, "--way", way, "--folder", str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - start
    *said, peak = run.stdout.split()
    return seconds, float(peak), " ".join(said)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mb", type=int, default=300)
    parser.add_argument("--way", choices=WAYS)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.way:
        WAYS[options.way](options.folder)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    with tempfile.TemporaryDirectory() as name:
        clean, bad = Path(name, "clean"), Path(name, "bad")
        clean.mkdir()
        bad.mkdir()
        people = made(clean, options.mb)
        made(bad, options.mb, bad_every=1000)
        size = sum(path.stat().st_size for path in clean.iterdir()) / 1e6
        print(f"{size:.0f} MB, {people:,} people; seconds with the start of the process")
        for way, folder in [*((way, clean) for way in WAYS), ("lenitive", bad)]:
            seconds, peak, said = timed(way, folder)
            label = f"{way}, {folder.name} files"
            rates = f"{size / seconds:7.0f} MB/s {people / seconds:9,.0f} people/s {peak:6.0f} MB peak"
            print(f"{label:36} {seconds:6.1f} s {rates}  {said}")


if __name__ == "__main__":
    main()
