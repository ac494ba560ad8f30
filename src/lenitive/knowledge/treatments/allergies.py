"""The caution that every medicine has: its own ingredients on the allergy list (allergies.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from lenitive.knowledge.rules.parse import Lined
from lenitive.knowledge.treatments.forms import ReadFile
from lenitive.knowledge.treatments.model import Action, Caution, Hazard, IfUnknown, Treatment

_FILE = "version status source verified title ask if_unknown one several"


@dataclass(frozen=True)
class AllergyRule:
    """What an allergy to an ingredient means for a medicine of one, and of several ingredients."""

    title: str
    ask: str
    if_unknown: IfUnknown
    one: tuple[Action, str]
    several: tuple[Action, str]
    source: str
    verified: bool
    place: str


def read_allergy_rule(file: ReadFile) -> AllergyRule:
    """The rule of allergies.yaml."""
    top = file.top
    file.keys(top, _FILE, "", "the file")
    return AllergyRule(
        title=file.text(top, "title"),
        ask=file.text(top, "ask"),
        if_unknown=cast("IfUnknown", file.one_of(top, "if_unknown", IfUnknown)),
        one=_action(file, top["one"]),
        several=_action(file, top["several"]),
        source=file.text(top, "source"),
        verified=file.flag(top, "verified"),
        place=file.place(top),
    )


def _action(file: ReadFile, entry: Lined) -> tuple[Action, str]:
    file.keys(entry, "action note", "", "an action")
    return cast("Action", file.one_of(entry, "action", Action)), file.text(entry, "note")


def own_allergies(
    file: ReadFile, rule: AllergyRule, ingredients: Mapping[str, tuple[str, ...]]
) -> dict[str, Hazard]:
    """The hazard of each medicine, `allergy_<treatment>`, by treatment."""
    made = {}
    for treatment, names in ingredients.items():
        name = f"allergy_{treatment}"
        made[treatment] = Hazard(
            id=name,
            rule=f"hazard.{name}",
            title=f"{rule.title} {', '.join(names)}",
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
    action, note = rule.one if len(treatment.ingredients) == 1 else rule.several
    caution = Caution(
        id=f"{treatment.id}.allergy",
        treatment=treatment.id,
        hazard=hazard.id,
        rule=hazard.rule,
        action=action,
        title=hazard.title,
        ask=hazard.ask,
        note=note,
        until="",
        if_unknown=rule.if_unknown,
        limit=None,
        source=rule.source,
        verified=rule.verified,
        place=rule.place,
    )
    return replace(treatment, cautions=(*treatment.cautions, caution))
