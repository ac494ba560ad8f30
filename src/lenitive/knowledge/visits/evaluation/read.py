"""Reading the parts of an evaluation: every row that a field names must be one that the record can hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from lenitive.errors import KnowledgeError
from lenitive.knowledge.documents import document
from lenitive.knowledge.instruments import instrument
from lenitive.knowledge.treatments import treatments
from lenitive.knowledge.visits.evaluation.model import Field, Group, Kind, Norm, Option, Part, Row, Template

_HERE = "lenitive.knowledge.visits.evaluation"
_WHERE = "knowledge/visits/evaluation"
_KINDS = frozenset({"text", "yes_no", "choice", "number", "day"})
_TABLES = ("answer", "observation", "condition", "device", "goal")
_KIND_OF_ITEM: Mapping[str, Kind] = {
    "boolean": "yes_no",
    "number": "number",
    "date": "day",
    "whole": "number",
}
# Any throughout: YAML before it is read into the dataclasses.


@lru_cache(maxsize=1)
def template() -> Template:
    """The parts in their order, read once a process.

    Raises : KnowledgeError for a field that stands twice, of an unknown kind, or with a row that is none.
    """
    settings = _document("settings.yaml")
    folder = files(_HERE).joinpath("parts")
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".yaml"))
    parts = tuple(_part(_document(f"parts/{name}")) for name in names)
    _refuse_twice(field.id for part in parts for field in part.fields)
    return Template(
        version=str(settings["version"]),
        parts=parts,
        joined=settings["joined"],
        known_days=settings["known_days"],
        treatments={each.id: each.title for each in treatments()},
        dangers=frozenset(_dangers(parts)),
        outcomes=tuple(_option(each) for each in settings["outcomes"]),
        stopped=tuple(_option(each) for each in settings["stopped"]),
    )


def _dangers(parts: tuple[Part, ...]) -> Iterator[str]:
    """The questions of the red flags, and those whose answer raises a flag of its form."""
    forms = {
        field.row.name.partition(".")[0]
        for part in parts
        for field in part.fields
        if field.row is not None and field.row.table == "answer"
    }
    for form in map(instrument, sorted(forms)):
        for flag in form.flags:
            yield from (f"{form.id}.{item}" for item, _least in flag.at_least)
        if form.id == "red_flags":
            yield from (f"{form.id}.{item.key}" for item in form.items)


def _document(name: str) -> Any:
    return document(files(_HERE).joinpath(name).read_text(encoding="utf-8"))


def _refuse_twice(ids: Iterator[str]) -> None:
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            raise KnowledgeError(f"the field {each} stands twice", where=_WHERE, do="Name one of them anew.")
        seen.add(each)


def _part(raw: Mapping[str, Any]) -> Part:
    name = raw["id"]
    return Part(
        id=name,
        title=raw["title"],
        help=raw.get("help", ""),
        minutes=raw["minutes"],
        who=tuple(raw["who"]),
        known=tuple(raw.get("known", ())),
        tried=raw.get("tried", False),
        groups=tuple(_group(name, each) for each in raw["groups"]),
        source=raw["source"],
        verified=raw["verified"],
    )


def _group(part: str, raw: Mapping[str, Any]) -> Group:
    fields = [*raw.get("fields", ()), *(_items(raw["items"]) if "items" in raw else ())]
    return Group(
        title=raw.get("title", ""),
        help=raw.get("help", ""),
        none=raw.get("none", False),
        fold=raw.get("fold", False),
        fields=tuple(_field(part, each) for each in fields),
    )


def _items(raw: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every item that is named, or of a group, or of the whole form, as a field under its own label."""
    form = instrument(raw["instrument"])
    keys = raw.get("keys") or dict(form.groups).get(raw.get("group", "")) or [item.key for item in form.items]
    for key in keys:
        yield {"key": f"{raw.get('prefix', '')}{key}", "row": {"answer": f"{form.id}.{key}"}}


def _field(part: str, raw: Mapping[str, Any]) -> Field:
    row = _row(raw["row"]) if "row" in raw else None
    known = _of_item(row.name) if row is not None and row.table == "answer" else {}
    said = {**known, **{name: value for name, value in raw.items() if name not in ("key", "row", "options")}}
    if said.get("kind") not in _KINDS or "label" not in said:
        raise KnowledgeError(f"the field {raw['key']} has no kind or no label", where=f"{_WHERE}, {part}")
    options = tuple(_option(each) for each in raw.get("options", ()))
    return Field(id=f"{part}.{raw['key']}", part=part, row=row, options=options, **said)


def _of_item(name: str) -> dict[str, Any]:
    """Label, kind and range of a question, as its form has them."""
    form, _dot, key = name.partition(".")
    item = instrument(form).item(key)
    is_yes_no = item.kind == "boolean" or (item.kind == "whole" and (item.low, item.high) == (0, 1))
    kind = "yes_no" if is_yes_no else _KIND_OF_ITEM.get(item.kind, "choice")
    ends = {"low": item.low, "high": item.high} if kind == "number" else {}
    return {"label": item.label, "kind": kind, **ends}


def _row(raw: Mapping[str, Any]) -> Row:
    table = next((each for each in _TABLES if each in raw), None)
    if table is None:
        raise KnowledgeError(f"a field becomes a row of none of {', '.join(_TABLES)}", where=_WHERE)
    more = {name: value for name, value in raw.items() if name != table}
    return Row(table=table, name=str(raw[table]), **more)  # type: ignore[arg-type]


def _option(raw: Mapping[str, Any]) -> Option:
    return Option(str(raw["id"]), raw["words"])


@lru_cache(maxsize=1)
def norms() -> Mapping[str, Norm]:
    """The norms of tests by their id, read once a process."""
    return {raw["id"]: _norm(raw) for raw in _document("norms.yaml")["norms"]}


def _norm(raw: Mapping[str, Any]) -> Norm:
    below = tuple(
        (int(age), float(each["male"]), float(each["female"])) for age, each in raw.get("from", {}).items()
    )
    middle = raw.get("middle")
    first, last = raw.get("ages") or (min((age for age, *_ in below), default=0), raw.get("to", 120))
    return Norm(
        id=raw["id"],
        about=raw["about"],
        below=below,
        expected={sex: raw[sex] for sex in ("male", "female") if sex in raw},
        ages=(first, last),
        middle=(middle["from"], middle["to"], middle["male"], middle["female"]) if middle else None,
        source=raw["source"],
        verified=raw["verified"],
        verified_scope=raw.get("verified_scope", ""),
    )
