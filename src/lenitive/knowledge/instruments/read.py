"""One instrument file to its dataclasses; a file that breaks the schema is refused with name and field."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import Any

from lenitive.errors import KnowledgeError
from lenitive.knowledge.documents import NotYaml, document
from lenitive.knowledge.instruments import model as m

# A YAML document is untyped until the functions below have read it.
Entry = Mapping[str, Any]

_TOP = {
    *("id", "name", "domain", "recall", "answered_by", "items", "groups", "scales", "flags", "licence"),
    *("loinc", "source", "verified", "verified_note", "notes", "distinct_hours", "main", "answers"),
}
_SCALE = {
    *("id", "measures", "items", "rule", "reverse", "recode", "missing", "range", "higher", "decimals"),
    *("bands", "cutoffs", "change", "reliability", "loinc"),
}
_CHANGE = {
    *("points", "percent", "range", "population", "method", "source", "verified", "verified_scope", "note"),
}
_RULE = {"type", "factor", "divisor", "weights", "values", "table", "function", "text"}
_ITEM = {"key", "label", "min", "max", "values", "kind", "loinc"}
_RULE_KINDS = {"sum", "mean", "linear", "percent_of_max", "weighted", "table", "t_table", "custom"}
_METHODS = {"none", "prorate", "prorate_round_up", "mean_of_answered"}


def load_yaml(path: Traversable) -> Any:
    """The document of a knowledge file; raises KnowledgeError with file and line where it is not YAML."""
    try:
        return document(path.read_text(encoding="utf-8"))
    except NotYaml as problem:
        raise KnowledgeError(f"is not YAML: {problem}", where=path.name, do="Correct the file.") from problem


def read_instrument(entry: Entry, where: str) -> m.Instrument:
    """One instrument from its YAML mapping.

    Raises KnowledgeError, with `where` and the field, for an unknown field, a scale over items that do not
    exist, a rule of no known kind, or a missing rule that no form could meet.
    """
    try:
        _only(entry, _TOP, where)
        instrument = _instrument(entry, where)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise KnowledgeError(
            f"{type(problem).__name__}: {problem}", where=where, do="Correct the file."
        ) from problem
    if instrument.main not in {scale.id for scale in instrument.scales}:
        raise KnowledgeError(
            f"main is {instrument.main!r}", where=where, do="Name the scale that speaks for the instrument."
        )
    for item in instrument.items:
        strange = [value for value, _ in item.words if value not in item.allowed]
        if strange:
            raise KnowledgeError(
                f"item {item.key!r} has a word for {strange[0]:g}, which is no answer to it",
                where=where,
                do="Correct the file.",
            )
    for scale in instrument.scales:
        _check_scale(instrument, scale, f"{where}, scale {scale.id}")
    return instrument


def read_t_table(name: str, entry: Entry) -> m.TTable:
    """One raw-to-T table from its YAML mapping."""
    return m.TTable(
        name=name,
        first=int(entry["raw"]),
        t=tuple(float(value) for value in entry["t"]),
        se=tuple(float(value) for value in entry.get("se", ())),
        source=entry["source"],
        verified=bool(entry["verified"]),
    )


def _instrument(entry: Entry, where: str) -> m.Instrument:
    loinc = entry.get("loinc", {})
    return m.Instrument(
        id=entry["id"],
        name=entry["name"],
        domain=tuple(entry["domain"]),
        recall=entry.get("recall", ""),
        answered_by=entry.get("answered_by", ""),
        items=tuple(_item(item, _words(entry, item["key"]), where) for item in entry["items"]),
        scales=tuple(_scale(scale, where) for scale in entry["scales"]),
        main=entry.get("main", entry["scales"][0]["id"] if len(entry["scales"]) == 1 else ""),
        flags=tuple(
            m.Flag(
                flag["id"],
                tuple((key, float(low)) for key, low in flag["at_least"].items()),
                flag["action"],
            )
            for flag in entry.get("flags", ())
        ),
        groups=tuple((name, tuple(keys)) for name, keys in entry.get("groups", {}).items()),
        distinct_hours=tuple(entry.get("distinct_hours", ())),
        licence=m.Licence(entry["licence"]["class"], entry["licence"]["note"]),
        panel_loinc=loinc.get("panel", ""),
        t_score_loinc=loinc.get("t_score", ""),
        loinc_source=loinc.get("source", ""),
        source=entry["source"],
        verified=entry["verified"],
        verified_note=entry.get("verified_note", ""),
        notes=tuple(entry.get("notes", ())),
    )


def _words(entry: Entry, key: str) -> tuple[tuple[float, str], ...]:
    """Our words for the answers to an item: the last under `answers` that name it, or that name no item."""
    found: Mapping[Any, str] = {}
    for each in entry.get("answers", ()):
        if key in each.get("items", [key]):
            found = each["words"]
    return tuple((float(value), str(word)) for value, word in found.items())


def _item(entry: Entry, words: tuple[tuple[float, str], ...], where: str) -> m.Item:
    _only(entry, _ITEM, f"{where}, item {entry.get('key')}")
    values = tuple(entry.get("values", ()))
    numbers = [float(value) for value in values if not isinstance(value, str)]
    low = entry.get("min", min(numbers, default=None))
    high = entry.get("max", max(numbers, default=None))
    return m.Item(
        key=entry["key"],
        label=entry["label"],
        kind=entry.get("kind", "whole"),
        low=None if low is None else float(low),
        high=None if high is None else float(high),
        values=tuple(numbers) if numbers else tuple(str(value) for value in values),
        loinc=entry.get("loinc", ""),
        words=words,
    )


def _scale(entry: Entry, where: str) -> m.Scale:
    where = f"{where}, scale {entry.get('id')}"
    _only(entry, _SCALE, where)
    low, high = entry.get("range", (None, None))
    missing = entry["missing"]
    return m.Scale(
        id=entry["id"],
        measures=entry["measures"],
        items=tuple(entry["items"]),
        rule=_rule(entry["rule"], tuple(entry["items"]), where),
        missing=m.Missing(int(missing["needed"]), missing.get("method", "none"), missing["basis"]),
        low=None if low is None else float(low),
        high=None if high is None else float(high),
        higher=entry["higher"],
        decimals=entry.get("decimals"),
        reverse=tuple(entry.get("reverse", ())),
        recode=tuple(
            (key, tuple((float(answer), float(points)) for answer, points in pairs.items()))
            for key, pairs in entry.get("recode", {}).items()
        ),
        bands=tuple(
            m.Band(float(b["min"]), float(b["max"]), str(b["label"])) for b in entry.get("bands", ())
        ),
        cutoffs=tuple(
            m.Cutoff(c["op"], float(c["value"]), c["means"], c["source"]) for c in entry.get("cutoffs", ())
        ),
        changes=tuple(_change(change, where) for change in entry.get("change", ())),
        reliability=_reliability(entry["reliability"]) if "reliability" in entry else None,
        loinc=entry.get("loinc", ""),
    )


def _rule(entry: Entry, items: tuple[str, ...], where: str) -> m.Rule:
    _only(entry, _RULE, f"{where}, rule")
    weights = entry.get("weights", {})
    return m.Rule(
        kind=entry["type"],
        factor=float(entry.get("factor", 1)),
        divisor=float(entry.get("divisor", 1)),
        weights=tuple(float(weights[key]) for key in items) if weights else (),
        values=tuple((int(raw), float(score)) for raw, score in entry.get("values", {}).items()),
        table=entry.get("table", ""),
        function=entry.get("function", ""),
        text=entry.get("text", ""),
    )


def _change(entry: Entry, where: str) -> m.ImportantChange:
    _only(entry, _CHANGE, f"{where}, change")
    low, high = entry.get("range", (None, None))
    return m.ImportantChange(
        points=_number(entry.get("points")),
        percent=_number(entry.get("percent")),
        low=_number(low),
        high=_number(high),
        population=entry.get("population", ""),
        method=entry["method"],
        source=entry["source"],
        verified=entry["verified"],
        note="; ".join(text for text in (entry.get("verified_scope"), entry.get("note")) if text),
    )


def _reliability(entry: Entry) -> m.Reliability:
    notes = (entry.get("alternative"), entry.get("note"), entry.get("use"))
    return m.Reliability(
        sem=_number(entry.get("sem")),
        sem_from_table=entry.get("sem_from") == "t_table",
        alpha=_number(entry.get("alpha")),
        icc=_number(entry.get("icc")),
        sd=_number(entry.get("sd")),
        basis=entry.get("basis", ""),
        population=entry.get("population", ""),
        source=entry["source"],
        verified=entry["verified"],
        note="; ".join(text for text in notes if text),
    )


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _only(entry: Entry, known: set[str], where: str) -> None:
    unknown = sorted(set(entry) - known)
    if unknown:
        raise KnowledgeError(
            f"field {unknown[0]!r} is not known",
            where=where,
            do=f"Known fields: {', '.join(sorted(known))}.",
        )


def _check_scale(instrument: m.Instrument, scale: m.Scale, where: str) -> None:
    problem = ""
    named = (*scale.items, *scale.reverse, *(key for key, _ in scale.recode))
    stray = [key for key in named if key not in instrument.position]
    if stray:
        problem = f"item {stray[0]!r} does not exist"
    elif scale.rule.kind not in _RULE_KINDS:
        problem = f"rule type {scale.rule.kind!r} is not known"
    elif scale.missing.method not in _METHODS:
        problem = f"missing method {scale.missing.method!r} is not known"
    elif not 1 <= scale.missing.needed <= len(scale.items):
        problem = f"{scale.missing.needed} answers are needed of {len(scale.items)} items"
    elif scale.higher not in ("worse", "better"):
        problem = f"higher is {scale.higher!r}, not worse or better"
    elif (
        scale.missing.needed < len(scale.items)
        and scale.missing.method == "none"
        and scale.rule.kind != "custom"
    ):
        problem = "it allows missing answers and does not say what is done about them"
    elif list(scale.bands) != sorted(scale.bands, key=lambda band: band.low):
        problem = "its bands are not in rising order"
    if problem:
        raise KnowledgeError(problem, where=where, do="Correct the file.")
