"""What an evaluation says, as sections of a note: only what was filled, in the order of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from lenitive.clinic.evaluation.edits import field_named, newest
from lenitive.clinic.evaluation.rows import field_of
from lenitive.clinic.evaluation.values import words
from lenitive.clinic.models import EvaluationEdit
from lenitive.clinic.notes.parts import Line, Section
from lenitive.knowledge.visits.evaluation import Field, Part, template
from lenitive.knowledge.visits.evaluation.model import TRIED

_NOES = "no"


def sections(evaluation_pk: int) -> tuple[Section, ...]:
    """One section a part that says anything; texts stand first, then values in one line a group."""
    said = {name: edit for name, edit in newest(evaluation_pk).items() if edit.text.strip()}
    made = [
        Section(part.id, part.title, tuple(_lines(part, said)))
        for part in template().parts
        if any(name.startswith(f"{part.id}.") for name in said)
    ]
    others = tuple(_others(said))
    return (*made, Section("other", "Also written", others)) if others else tuple(made)


def _lines(part: Part, said: Mapping[str, EvaluationEdit]) -> Iterator[Line]:
    for group in part.groups:
        texts = [field for field in group.fields if not field.coded and field.id in said]
        for field in texts:
            yield Line(f"{field.label}: {said[field.id].text.strip()}", _rows(said[field.id]))
        coded = [field for field in group.fields if field.coded and field.id in said]
        noes = [field for field in coded if said[field.id].text == _NOES]
        yield from (_line(field, said[field.id]) for field in coded if field not in noes)
        if noes:
            names = "; ".join(field.label.lower() for field in noes)
            title = f"{group.title}: no" if group.title else "No"
            yield Line(
                f"{title}: {names}.", tuple(row for field in noes for row in _rows(said[field.id], field))
            )
    if part.tried:
        yield from _tried(said)


def _line(field: Field, edit: EvaluationEdit) -> Line:
    return Line(f"{field.label}: {words(field, edit.text)}", _rows(edit, field))


def _tried(said: Mapping[str, EvaluationEdit]) -> Iterator[Line]:
    """One line a treatment: what was reached, for how long, what it did, why it stopped."""
    names = sorted(name for name in said if name.startswith(f"{TRIED}."))
    for treatment, group in groupby(names, key=lambda name: name.split(".")[2]):
        given = set(group)
        fields = [field for field in template().trial(treatment) if field.id in given]
        told = "; ".join(words(field, said[field.id].text) for field in fields)
        rows = tuple(dict.fromkeys(row for field in fields for row in _rows(said[field.id])))
        yield Line(f"{template().treatments.get(treatment, treatment)}: {told}", rows)


def _others(said: Mapping[str, EvaluationEdit]) -> Iterator[Line]:
    """What an earlier version had a field for."""
    for name, edit in said.items():
        if template().field(name) is None:
            yield Line(f"{field_named(name).label}: {edit.text.strip()}")


def _rows(edit: EvaluationEdit, field: Field | None = None) -> tuple[str, ...]:
    """The rows behind a field: of a form the one answer, else all of its group."""
    rows = [row for _table, row in edit.wrote]
    if field is None or field.row is None or field.row.table != "answer":
        return tuple(dict.fromkeys(rows))
    return tuple(dict.fromkeys(row for row in rows if field_of(row) == (edit.evaluation_id, field.id)))
