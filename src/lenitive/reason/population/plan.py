"""What an evaluation is of: a folder of results belongs to one source, day, knowledge and engine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import orjson

from lenitive.errors import InputError
from lenitive.knowledge.rules.site import knowledge_version

_FILE = "evaluation.json"
Plan = dict[str, object]


def plan_of(path: Path, as_of: date, engine: str) -> Plan:
    """The plan of an evaluation; engines cut their results in ways of their own and do not share a folder."""
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    marks = [f"{file}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in files]
    knowledge = f"{knowledge_version()} ({engine})"
    return {"as_of": as_of.isoformat(), "knowledge": knowledge, "source": sorted(marks)}


def known_plan(out: Path, plan: Plan) -> Plan | None:
    """What was written of this plan by an earlier run, if there was one.

    Raises : InputError when `out` holds another evaluation.
    """
    written = out / _FILE
    if not written.exists():
        return None
    known: Plan = orjson.loads(written.read_bytes())
    if {key: known.get(key) for key in plan} != plan:
        raise InputError(
            "it holds the results of another evaluation",
            where=str(out),
            do="Choose another folder, or remove it.",
        )
    return known


def write_plan(out: Path, plan: Plan, more: Mapping[str, object]) -> Plan:
    """Write the plan and what the run has to remember; whole or not at all."""
    whole = plan | dict(more)
    draft = out / f"{_FILE}.writing"
    draft.write_bytes(orjson.dumps(whole))
    draft.replace(out / _FILE)
    return whole
