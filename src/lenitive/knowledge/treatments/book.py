"""The files of this folder, read together and checked against everything that they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from lenitive.errors import KnowledgeError
from lenitive.knowledge import treatment_codes
from lenitive.knowledge.classification import subjects
from lenitive.knowledge.documents import document
from lenitive.knowledge.rules import known_ids, rules
from lenitive.knowledge.rules.language import language
from lenitive.knowledge.rules.model import Node
from lenitive.knowledge.tables import knowledge_columns
from lenitive.knowledge.treatments.allergies import own_allergies, read_allergy_rule, with_allergy
from lenitive.knowledge.treatments.circumstances import (
    in_layers,
    read_hazards,
    read_indications,
    refuse_rings,
)
from lenitive.knowledge.treatments.forms import Library, ReadFile
from lenitive.knowledge.treatments.model import (
    AntithromboticHolds,
    Children,
    Hazard,
    Indication,
    StandingRules,
    StopSlowly,
    Treatment,
)
from lenitive.knowledge.treatments.parse import Named, TreatmentFile
from lenitive.knowledge.treatments.policy import (
    read_children,
    read_holds,
    read_standing_rules,
    read_stop_slowly,
)

_HAZARDS = tuple(f"hazards/{name}" for name in ("conditions", "medicines", "person"))
_MODALITIES = tuple(
    f"modalities/{name}"
    for name in (
        *("medicines", "procedures", "movement", "mind"),
        *("complementary", "self_management", "programmes"),
    )
)
FILES = (
    *("sources", "indications", "allergies"),
    *("standing_rules", "stop_slowly", "antithrombotic_holds", "children"),
    *_HAZARDS,
    *_MODALITIES,
)
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Book:
    """Everything that this folder says."""

    treatments: tuple[Treatment, ...]
    hazards: tuple[Hazard, ...]
    indications: tuple[Indication, ...]
    standing_rules: StandingRules
    stop_slowly: tuple[StopSlowly, ...]
    holds: AntithromboticHolds
    children: Children


def shipped() -> dict[str, str]:
    """The text of every file, by its name below this folder without the ending."""
    folder = files("lenitive.knowledge.treatments")
    return {name: folder.joinpath(f"{name}.yaml").read_text(encoding="utf-8") for name in FILES}


def read_book(texts: Texts) -> Book:
    """The whole folder; raises KnowledgeError with file and line."""
    library = _library(texts)
    below = {each.id: each.layer for each in rules()}

    def file(name: str) -> ReadFile:
        return ReadFile(_place(name), texts[name], library)

    allergy_file = file("allergies")
    allergy_rule = read_allergy_rule(allergy_file)
    ingredients = _ingredients()
    allergies = own_allergies(allergy_file, allergy_rule, _readable(ingredients))
    read = [hazard for name in _HAZARDS for hazard in read_hazards(file(name))]
    hazards = in_layers((*read, *allergies.values()), below)
    indications = in_layers(
        read_indications(file("indications")), below | {each.rule: each.layer for each in hazards}
    )
    refuse_rings(indications)
    standing = read_standing_rules(file("standing_rules"))
    named = Named(_titles(), ingredients, {each.id: each for each in hazards}, standing)
    treatments = [
        with_allergy(treatment, allergy_rule, allergies.get(treatment.id))
        for name in _MODALITIES
        for treatment in TreatmentFile(_place(name), texts[name], library).treatments(named)
    ]
    return Book(
        treatments=_complete(treatments),
        hazards=hazards,
        indications=indications,
        standing_rules=standing,
        stop_slowly=read_stop_slowly(file("stop_slowly")),
        holds=read_holds(file("antithrombotic_holds")),
        children=read_children(file("children")),
    )


def _place(name: str) -> str:
    return f"knowledge/treatments/{name}.yaml"


def _library(texts: Texts) -> Library:
    """What the files may name: ids of other knowledge, and each other's."""
    bare = Library(language(), {}, {}, {})
    names = {
        name: [str(entry.get("id", "")) for entry in ReadFile(_place(name), texts[name], bare).entries(kind)]
        for name, kind in (*((name, "hazards") for name in _HAZARDS), ("indications", "indications"))
    }
    hazards = frozenset(hazard for name in _HAZARDS for hazard in names[name])
    indications = frozenset(names["indications"])
    own = {f"hazard.{name}" for name in hazards} | {f"indication.{name}" for name in indications}
    known = {
        **known_ids(),
        "hazard": hazards,
        "indication": indications,
        "rule": frozenset(own | {each.id for each in rules()}),
    }
    # Any: plain YAML; ReadFile.source refuses what is no text.
    sources: dict[str, Any] = document(texts["sources"])
    return Library(language(), known, _grades(), sources)


def _grades() -> dict[str, Node]:
    """The trees of criteria and grades by name (knowledge/classification)."""
    criteria = {each.id: each.when for subject in subjects() for each in subject.criteria}
    return criteria | {each.id: each.when for subject in subjects() for each in subject.grades}


def _titles() -> dict[str, dict[str, str]]:
    made: dict[str, dict[str, str]] = {}
    for modality, treatment, title in knowledge_columns("treatment", "modality", "treatment", "title"):
        made.setdefault(modality, {})[treatment] = title
    return made


def _ingredients() -> dict[str, tuple[str, ...]]:
    """The ingredients of each medicine; those that only fit broadly are of it too."""
    made: dict[str, dict[str, None]] = {}
    for treatment, ingredient in treatment_codes.ingredients_of_treatments():
        made.setdefault(treatment, {})[ingredient] = None
    medicines = set(_titles()["pharmacological"])
    return {name: tuple(found) for name, found in made.items() if name in medicines}


def _readable(ingredients: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The ingredients of each medicine that a chart's allergy list can be read as."""
    known = known_ids()["ingredient"]
    readable = {name: tuple(each for each in found if each in known) for name, found in ingredients.items()}
    return {name: found for name, found in readable.items() if found}


def _complete(treatments: Iterable[Treatment]) -> tuple[Treatment, ...]:
    """The treatments in the order of treatments.csv; refuses one that is missing or stands twice."""
    by_name: dict[str, Treatment] = {}
    for each in treatments:
        if each.id in by_name:
            raise KnowledgeError(f"{each.id} stands twice", where=each.place, do="Keep one")
        by_name[each.id] = each
    listed = [name for titles in _titles().values() for name in titles]
    if missing := [name for name in listed if name not in by_name]:
        raise KnowledgeError(
            f"treatments.csv lists {missing[0]}, and no file describes it",
            where="knowledge/treatments/modalities",
            do="Add it, or take it off the list",
        )
    order = {name: number for number, (name,) in enumerate(knowledge_columns("treatment", "treatment"))}
    return tuple(sorted(by_name.values(), key=lambda each: order[each.id]))
