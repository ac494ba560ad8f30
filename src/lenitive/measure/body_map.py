"""Body maps as arrays: where it hurts, how much and how, on every map at once.

Regions are those of `knowledge/regions.csv`, in its order. Left and right are the person's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenitive.errors import AnswerError
from lenitive.knowledge.instruments.read import load_yaml
from lenitive.knowledge.tables import BODY_REGION, knowledge_rows
from lenitive.measure.arrays import BoolArray, FloatArray


@dataclass(frozen=True)
class Regions:
    """The regions of the map; every array is (regions,).

    area : the area of the widespread pain index that a region belongs to, -1 for none; names in `areas`.
    group : one of the five groups of generalised pain, -1 for none; names in `groups`.
    by_criteria : whether the criteria name the place themselves (else we count it with its neighbour).
    """

    ids: tuple[str, ...]
    labels: tuple[str, ...]
    labels_es: tuple[str, ...]
    labels_ar: tuple[str, ...]
    side: NDArray[np.str_]
    area: NDArray[np.intp]
    areas: tuple[str, ...]
    group: NDArray[np.intp]
    groups: tuple[str, ...]
    by_criteria: BoolArray

    def labels_in(self, language: str) -> tuple[str, ...]:
        """What regions are called in a language (`es`, `es-mx`); in English where nobody has said it."""
        said = {"es": self.labels_es, "ar": self.labels_ar}
        return said.get(language.partition("-")[0], self.labels)

    @cached_property
    def place(self) -> dict[str, int]:
        """Region id to its place."""
        return {region: place for place, region in enumerate(self.ids)}


@dataclass(frozen=True)
class Mark:
    """One marked region of one map: `map` counts maps from 0; intensity 0 to 10, None where not said."""

    map: int
    region: str
    intensity: float | None = None
    quality: str = ""


@dataclass(frozen=True)
class BodyMaps:
    """Many maps: marked (maps, regions); intensity, same shape, NaN where not marked or not said.

    quality : word such as "burning" to where it was said, (maps, regions).
    """

    marked: BoolArray
    intensity: FloatArray
    quality: dict[str, BoolArray]

    @classmethod
    def of(cls, marks: Iterable[Mark], *, maps: int) -> BodyMaps:
        """Maps from marks; `maps` of them, so that an empty map is there too.

        A region marked twice on a map keeps its worst intensity. A mark of 0 is no pain there.
        Raises : AnswerError for a region that the map does not have, or an intensity outside 0 to 10.
        """
        listed = list(marks)
        return cls.from_columns(
            [mark.map for mark in listed],
            [mark.region for mark in listed],
            [np.nan if mark.intensity is None else mark.intensity for mark in listed],
            [mark.quality for mark in listed],
            maps=maps,
        )

    @classmethod
    def from_columns(
        cls,
        numbers: ArrayLike,
        region: Sequence[str],
        intensity: ArrayLike,
        quality: Sequence[str] | None = None,
        *,
        maps: int,
    ) -> BodyMaps:
        """As `of`, from columns of marks, such as those of the record's table `region`; all (marks,).

        numbers : of the map that each mark stands on, from 0. intensity : 0 to 10, NaN where not said.
        quality : words separated by spaces.
        """
        rows, level = np.asarray(numbers, dtype=np.intp), np.asarray(intensity, dtype=np.float64)
        names, code = np.unique(np.asarray(region, dtype=str), return_inverse=True)
        places = _places(names, code, level)
        shape = (maps, len(regions().ids))
        hurts = level != 0
        marked, worst = np.zeros(shape, dtype=bool), np.full(shape, -np.inf)
        marked[rows[hurts], places[hurts]] = True
        said = hurts & np.isfinite(level)
        np.maximum.at(worst, (rows[said], places[said]), level[said])
        words = np.asarray([""] * len(rows) if quality is None else quality, dtype=str)
        found: dict[str, BoolArray] = {}
        for text in np.unique(words[hurts]).tolist():
            of_text = hurts & (words == text)
            for word in text.split():
                where = found.setdefault(word, np.zeros(shape, dtype=bool))
                where[rows[of_text], places[of_text]] = True
        return cls(marked, np.where(np.isfinite(worst), worst, np.nan), found)

    @cached_property
    def extent(self) -> FloatArray:
        """Share of all regions that hurt, (maps,), 0 to 1."""
        share: FloatArray = self.marked.mean(axis=1)
        return share

    @cached_property
    def worst(self) -> FloatArray:
        """The greatest intensity of each map, (maps,); NaN where none was said."""
        worst: FloatArray = np.fmax.reduce(self.intensity, axis=1)
        return worst

    def areas(self, *, criteria_only: bool = False) -> BoolArray:
        """Which areas of the widespread pain index hurt, (maps, areas).

        criteria_only : leave out the regions that we count with a neighbour (elbow, knee, groin, ...).
        """
        known = regions()
        counted = self.marked & known.by_criteria if criteria_only else self.marked
        return _any_of(counted, known.area, len(known.areas))

    def widespread_pain_index(self, *, criteria_only: bool = False) -> FloatArray:
        """How many of the 19 areas hurt, (maps,) (Wolfe 2016, Semin Arthritis Rheum 46:319)."""
        index: FloatArray = self.areas(criteria_only=criteria_only).sum(axis=1).astype(np.float64)
        return index

    @cached_property
    def groups(self) -> FloatArray:
        """How many of the five groups of regions hurt, (maps,); jaw, chest and abdomen do not count."""
        known = regions()
        hurts = _any_of(self.marked, known.group, len(known.groups))
        count: FloatArray = hurts.sum(axis=1).astype(np.float64)
        return count

    @cached_property
    def generalised(self) -> BoolArray:
        """Whether pain is generalised by the 2016 fibromyalgia criteria, (maps,)."""
        found: BoolArray = self.groups >= _least_groups()
        return found

    @cached_property
    def side_dominance(self) -> FloatArray:
        """From -1 (all left) to 1 (all right), by number of regions, (maps,); NaN where no side hurts."""
        side = regions().side
        left, right = (self.marked[:, side == name].sum(axis=1) for name in ("left", "right"))
        sided = left + right
        return np.where(sided > 0, (right - left) / np.maximum(sided, 1), np.nan)

    def fibromyalgia_sites(self) -> dict[str, FloatArray]:
        """The answers to the pain sites of the questionnaire fm2016, item to (maps,) of 0 and 1."""
        names = _settings()["fm2016_item"]
        hurts = self.areas().astype(np.float64)
        return {names[area]: hurts[:, place] for place, area in enumerate(regions().areas)}


@dataclass(frozen=True)
class Spread:
    """How pain moved between two maps of the same people; every array has one row a person.

    new, gone, kept : regions, (people, regions). new_groups : groups that hurt now and did not.
    overlap : kept over all that hurt at either time, 0 to 1; NaN where nothing ever hurt.
    easier, harder : kept regions whose intensity fell and rose.
    """

    new: BoolArray
    gone: BoolArray
    kept: BoolArray
    new_groups: NDArray[np.intp]
    overlap: FloatArray
    easier: BoolArray
    harder: BoolArray


def spread(before: BodyMaps, after: BodyMaps) -> Spread:
    """How pain moved from one visit to the next.

    Raises : AnswerError where the two hold different numbers of maps.
    """
    if before.marked.shape != after.marked.shape:
        raise AnswerError(
            f"{len(before.marked)} maps cannot be set against {len(after.marked)}",
            do="Give the same people in the same order, with an empty map where there is none.",
        )
    known = regions()
    kept, ever = before.marked & after.marked, before.marked | after.marked
    then, now = (_any_of(maps.marked, known.group, len(known.groups)) for maps in (before, after))
    return Spread(
        new=after.marked & ~before.marked,
        gone=before.marked & ~after.marked,
        kept=kept,
        new_groups=(now & ~then).sum(axis=1),
        overlap=np.where(ever.any(axis=1), kept.sum(axis=1) / np.maximum(ever.sum(axis=1), 1), np.nan),
        easier=kept & (after.intensity < before.intensity),
        harder=kept & (after.intensity > before.intensity),
    )


@cache
def regions() -> Regions:
    """The regions of knowledge/regions.csv."""
    rows = [dict(zip(BODY_REGION.columns, row, strict=True)) for row in knowledge_rows("body_region")]
    areas = sorted({row["wpi_area"] for row in rows if row["wpi_area"]})
    groups = sorted({row["region_group"] for row in rows if row["counts_for_generalised"] == "yes"})
    grouped = [row["region_group"] if row["counts_for_generalised"] == "yes" else None for row in rows]
    return Regions(
        ids=tuple(row["id"] for row in rows),
        labels=tuple(row["label"] for row in rows),
        labels_es=tuple(row["label_es"] for row in rows),
        labels_ar=tuple(row["label_ar"] for row in rows),
        side=np.array([row["side"] for row in rows]),
        area=np.array([areas.index(row["wpi_area"]) if row["wpi_area"] else -1 for row in rows]),
        areas=tuple(areas),
        group=np.array([-1 if group is None else groups.index(group) for group in grouped]),
        groups=tuple(groups),
        by_criteria=np.array([row["wpi_by"] == "criteria" for row in rows]),
    )


def severity(intensity: float | None) -> str:
    """What an intensity of 0 to 10 is called: none, mild, moderate, severe; empty where it was not said."""
    if intensity is None or np.isnan(intensity):
        return ""
    least = _settings()["severity"]
    called = [name for name in ("mild", "moderate", "severe") if intensity >= float(least[name])]
    return called[-1] if called else "mild" if intensity > 0 else "none"


@cache
def _settings() -> dict[str, dict[str, str]]:
    """The document body_map.yaml."""
    found: dict[str, dict[str, str]] = load_yaml(
        resources.files("lenitive.knowledge.instruments") / "body_map.yaml"
    )
    return found


def _least_groups() -> int:
    return int(_settings()["generalised_groups"]["at_least"])


def _any_of(marked: BoolArray, belongs: NDArray[np.intp], count: int) -> BoolArray:
    """Which of `count` sets hold a marked region, (maps, count)."""
    member = belongs[:, None] == np.arange(count)
    found: BoolArray = marked @ member
    return found


def _places(names: NDArray[np.str_], code: NDArray[np.intp], level: FloatArray) -> NDArray[np.intp]:
    """The place of each mark's region among the regions, (marks,); refuses what the map cannot hold."""
    known = regions()
    strange = [str(name) for name in names if str(name) not in known.place]
    if strange:
        raise AnswerError(f"the body map has no region {strange[0]!r}", do="See knowledge/regions.csv.")
    outside = np.flatnonzero((level < 0) | (level > 10))
    if outside.size:
        at = int(outside[0])
        raise AnswerError(
            f"the intensity of {str(names[code[at]])!r} is {level[at]:g}, but it goes from 0 to 10",
            do="Correct it, or leave it out.",
        )
    by_name = np.array([known.place[str(name)] for name in names], dtype=np.intp)
    places: NDArray[np.intp] = by_name[code]
    return places
