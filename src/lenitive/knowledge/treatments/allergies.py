"""The caution that every medicine has: its own ingredients on the allergy list (allergies.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from lenitive.knowledge.documents import Lined
from lenitive.knowledge.treatments.forms import ReadFile
from lenitive.knowledge.treatments.model import Action, Caution, Hazard, IfUnknown, Treatment

_FILE = "version status source verified ask if_unknown one several as_one"


@dataclass(frozen=True)
class AllergyAction:
    """What is said and done; `{ingredients}` in the title is their names."""

    title: str
    action: Action
    note: str


@dataclass(frozen=True)
class AllergyRule:
    """What an allergy to an ingredient means for a medicine of one, and of several ingredients.

    as_one : medicines whose ingredients count as one.
    """

    ask: str
    if_unknown: IfUnknown
    one: AllergyAction
    several: AllergyAction
    as_one: tuple[str, ...]
    source: str
    verified: bool
    place: str

    def of(self, treatment: str, ingredients: tuple[str, ...]) -> AllergyAction:
        """What holds for a medicine with these ingredients."""
        return self.one if len(ingredients) == 1 or treatment in self.as_one else self.several


def read_allergy_rule(file: ReadFile) -> AllergyRule:
    """The rule of allergies.yaml."""
    top = file.top
    file.keys(top, _FILE, "", "the file")
    return AllergyRule(
        ask=file.text(top, "ask"),
        if_unknown=cast("IfUnknown", file.one_of(top, "if_unknown", IfUnknown)),
        one=_action(file, top["one"]),
        several=_action(file, top["several"]),
        as_one=_as_one(file),
        source=file.text(top, "source"),
        verified=file.flag(top, "verified"),
        place=file.place(top),
    )


def _action(file: ReadFile, entry: Lined) -> AllergyAction:
    file.keys(entry, "title action note", "", "an action")
    action = cast("Action", file.one_of(entry, "action", Action))
    return AllergyAction(file.text(entry, "title"), action, file.text(entry, "note"))


def _as_one(file: ReadFile) -> tuple[str, ...]:
    names = file.texts(file.top, "as_one")
    for name in names:
        file.is_known("treatment", name, file.top.line)
    return names


def own_allergies(
    file: ReadFile, rule: AllergyRule, ingredients: Mapping[str, tuple[str, ...]]
) -> dict[str, Hazard]:
    """The hazard of each medicine, `allergy_<treatment>`, by treatment.

    ingredients : of each medicine, those that an allergy list can be read as.
    """
    made = {}
    for treatment, names in ingredients.items():
        name = f"allergy_{treatment}"
        made[treatment] = Hazard(
            id=name,
            rule=f"hazard.{name}",
            title=rule.of(treatment, names).title.replace("{ingredients}", " or ".join(names)),
            when=file.node(_tree(names), 1),
            ask=rule.ask,
            if_unknown=rule.if_unknown,
            source=rule.source,
            verified=rule.verified,
            note="",
            layer=1,
            place=rule.place,
        )
    return made


def _tree(names: tuple[str, ...]) -> Lined:
    return Lined(allergic_to=list(names))


def with_allergy(treatment: Treatment, rule: AllergyRule, hazard: Hazard | None) -> Treatment:
    """The treatment with its caution; one without ingredients as it is."""
    if hazard is None:
        return treatment
    said = rule.of(treatment.id, treatment.ingredients)
    caution = Caution(
        id=f"{treatment.id}.allergy",
        treatment=treatment.id,
        hazard=hazard.id,
        rule=hazard.rule,
        action=said.action,
        title=hazard.title,
        ask=hazard.ask,
        note=said.note,
        until="",
        if_unknown=rule.if_unknown,
        limit=None,
        source=rule.source,
        verified=rule.verified,
        place=rule.place,
    )
    return replace(treatment, cautions=(*treatment.cautions, caution))
