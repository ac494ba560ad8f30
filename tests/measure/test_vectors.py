"""Every scoring vector that others wrote, through `lenitive score`'s own function."""

from __future__ import annotations

import io
import json

import pytest

from lenitive.measure import score_lines
from tests import shared_cases

FOLDER = shared_cases.folder("measure")
FILES = sorted(path.stem for path in FOLDER.glob("*.jsonl") if path.stem != "grm_cat")
GIVEN = ("id", "instrument", "answers", "bank", "prior", "quadrature", "model")


def scored(lines):
    source = [json.dumps({key: line[key] for key in GIVEN if key in line}).encode() for line in lines]
    sink = io.BytesIO()
    score_lines(source, sink)
    return [json.loads(line) for line in sink.getvalue().splitlines()]


def close(name, expected, found):
    if not isinstance(expected, int | float):
        return found == expected
    return isinstance(found, int | float) and abs(found - expected) <= (0.001 if name == "grm_eap" else 0.01)


@pytest.mark.parametrize("name", FILES)
def test_every_vector_is_reproduced(name):
    lines = [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text().splitlines()]
    wrong = []
    for line, found in zip(lines, scored(lines), strict=True):
        if line["expected"] == "error":
            if "error" not in found:
                wrong.append((line["id"], "was not refused", found))
            continue
        for scale, parts in line["expected"].items():
            for part, value in parts.items():
                given = found.get("scales", {}).get(scale, {}).get(part)
                if not close(name, value, given):
                    wrong.append((line["id"], scale, part, value, given))
        if sorted(line.get("flags", [])) != sorted(found["flags"]):
            wrong.append((line["id"], line.get("flags"), found["flags"]))
    assert not wrong
