"""Counts a chart straight from its JSON, without anything of Lenitive: what the record is compared with.

Run as `python tests/record/plain_count.py CHART...`, where a chart is a bundle or a folder of NDJSON.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

Resource = dict[str, Any]

# LOINC: glomerular filtration rate per 1.73 square metres, predicted from creatinine (four formulas).
EGFR = {"33914-3", "48642-3", "62238-1", "98979-8"}
# LOINC: scores of questionnaires that may arrive as observations; here pain 0 to 10, PHQ-9, GAD-7 and PHQ-2.
SCORES = {"72514-3", "44261-6", "70274-6", "55758-7"}


@dataclass
class Count:
    """What was counted.

    egfr : person -> day and value of the latest one. scores : person, code, instant and value of each.
    """

    types: Counter[str] = field(default_factory=Counter)
    active_orders: int = 0
    egfr: dict[str, tuple[str, float]] = field(default_factory=dict)
    scores: list[tuple[str, str, str, float]] = field(default_factory=list)


def resources_of(chart: Path) -> list[Resource]:
    """The resources of a bundle, or of every NDJSON file of a folder."""
    if chart.is_file():
        return [entry["resource"] for entry in json.loads(chart.read_text(encoding="utf-8"))["entry"]]
    files = sorted(chart.glob("*.ndjson"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def counted(chart: Path) -> Count:
    """The count of one chart."""
    count = Count()
    for resource in resources_of(chart):
        kind = resource["resourceType"]
        count.types[kind] += 1
        if kind == "MedicationRequest" and resource["status"] == "active":
            count.active_orders += 1
        if kind == "Observation":
            _observe(count, resource)
    count.scores.sort()
    return count


def _observe(count: Count, resource: Resource) -> None:
    codes = {coding["code"] for coding in resource["code"].get("coding", [])}
    value = resource.get("valueQuantity", {}).get("value")
    person = resource["subject"]["reference"].split("/")[-1].split(":")[-1]
    at = resource.get("effectiveDateTime", "")
    if value is None:
        return
    if codes & EGFR and at >= count.egfr.get(person, ("", 0.0))[0]:
        count.egfr[person] = (at, value)
    count.scores += [(person, code, at, value) for code in sorted(codes & SCORES)]


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(json.dumps({"chart": name, **asdict(counted(Path(name)))}, indent=2))  # noqa: T201
