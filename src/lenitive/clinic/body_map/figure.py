"""The figure, our own drawing: one path a region, front and back, as data of this package."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import orjson
import yaml

_HERE = resources.files("lenitive.clinic.body_map")
_SIDES = ("left-", "right-")


@dataclass(frozen=True)
class Path:
    """One region's outline as SVG path data, and a point well inside it."""

    region: str
    data: str
    x: int
    y: int


@dataclass(frozen=True)
class View:
    """The figure from one side; `name` is front or back, `box` the SVG viewBox."""

    name: str
    box: str
    outline: str
    hints: tuple[str, ...]
    paths: tuple[Path, ...]


@cache
def views() -> tuple[View, ...]:
    """Front and back."""
    drawn = orjson.loads((_HERE / "figure.json").read_bytes())
    return tuple(
        View(
            name=name,
            box=view["box"],
            outline=view["outline"],
            hints=tuple(view["hints"]),
            paths=tuple(Path(each["id"], each["path"], *each["middle"]) for each in view["regions"]),
        )
        for name, view in drawn.items()
    )


@cache
def part_of() -> dict[str, str]:
    """Region id to the part of the body that the form lists it under."""
    parts = yaml.safe_load((_HERE / "parts.yaml").read_text(encoding="utf-8"))
    by_name = {name: part["part"] for part in parts for name in part["regions"]}
    return {path.region: by_name[_bare(path.region)] for view in views() for path in view.paths}


@cache
def parts() -> tuple[str, ...]:
    """The parts, from head to foot."""
    read = yaml.safe_load((_HERE / "parts.yaml").read_text(encoding="utf-8"))
    return tuple(part["part"] for part in read)


def _bare(region: str) -> str:
    name = region[2:]
    for side in _SIDES:
        name = name.removeprefix(side)
    return name
