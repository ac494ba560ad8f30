"""YAML to the rules of standings, what is stopped slowly, what is held before a procedure, and children."""

from __future__ import annotations

from typing import cast

from lenitive.knowledge.documents import Lined
from lenitive.knowledge.treatments.forms import ReadFile
from lenitive.knowledge.treatments.model import (
    Action,
    ActionRule,
    AntithromboticHolds,
    BleedingRisk,
    ChildMedicine,
    ChildNever,
    Children,
    Hold,
    Standing,
    StandingRules,
    StopSlowly,
)

_STANDING = "version status source verified order actions emergency_open already_tried not_indicated_by"
_ACTION = "action standing may_override if_unknown if_current say"
_CHILDREN = (
    "version status under_years medicine_text procedure_text fits fits_note source verified medicines never"
)


def read_standing_rules(file: ReadFile) -> StandingRules:
    """How a caution that is met changes a standing."""
    top = file.top
    file.keys(top, _STANDING, "", "the file")
    actions = [_action(file, entry) for entry in file.entries("actions")]
    if missing := sorted(set(Action.__args__) - {each.action for each in actions}):  # type: ignore[attr-defined]
        raise file.wrong(f"there is no rule for {', '.join(missing)}", top.line, "Add it")
    emergency, tried = (_part(file, key) for key in ("emergency_open", "already_tried"))
    return StandingRules(
        order=tuple(cast("Standing", each) for each in file.texts(top, "order")),
        actions={each.action: each for each in actions},
        emergency_open=cast("Standing", file.one_of(emergency, "standing", Standing)),
        emergency_open_text=file.text(emergency, "text"),
        already_tried_years=file.whole(tried, "years"),
        already_tried_text=file.text(tried, "text"),
        not_indicated_by_text=file.text(top, "not_indicated_by"),
        source=file.text(top, "source"),
        verified=file.flag(top, "verified"),
    )


def _part(file: ReadFile, key: str) -> Lined:
    part = file.top[key]
    if not isinstance(part, Lined):
        raise file.wrong(f"{key} is {part!r}", file.top.line, "Write its parts")
    return part


def _action(file: ReadFile, entry: Lined) -> ActionRule:
    file.keys(entry, _ACTION, "with_until in_specialist_setting needs", "an action")
    standing = cast("Standing", file.one_of(entry, "standing", Standing))
    other = {
        key: cast("Standing", file.one_of(entry, key, Standing)) if key in entry else standing
        for key in ("with_until", "in_specialist_setting")
    }
    return ActionRule(
        action=cast("Action", file.one_of(entry, "action", Action)),
        standing=standing,
        with_until=other["with_until"],
        in_specialist_setting=other["in_specialist_setting"],
        needs=file.text(entry, "needs"),
        may_override=file.flag(entry, "may_override"),
        if_current=file.text(entry, "if_current"),
        if_unknown=cast("Standing", file.one_of(entry, "if_unknown", Standing)),
        say=file.text(entry, "say"),
    )


def read_stop_slowly(file: ReadFile) -> tuple[StopSlowly, ...]:
    """The classes that are never stopped suddenly."""
    file.keys(file.top, "version status classes", "", "the file")
    return tuple(_stop_slowly(file, entry) for entry in file.entries("classes"))


def _stop_slowly(file: ReadFile, entry: Lined) -> StopSlowly:
    needed = "drug_class after_days_of_use risk usual_pace source verified"
    file.keys(entry, needed, "verified_scope", "a class")
    file.is_known("drug_class", entry["drug_class"], entry.line)
    return StopSlowly(
        drug_class=file.text(entry, "drug_class"),
        after_days_of_use=file.whole(entry, "after_days_of_use"),
        risk=file.text(entry, "risk"),
        usual_pace=file.text(entry, "usual_pace"),
        source=file.text(entry, "source"),
        verified=file.flag(entry, "verified"),
        verified_scope=file.text(entry, "verified_scope"),
    )


def read_holds(file: ReadFile) -> AntithromboticHolds:
    """How long antithrombotics are held."""
    file.keys(file.top, "version status note source verified verified_scope holds", "", "the file")
    return AntithromboticHolds(
        note=file.text(file.top, "note"),
        holds=tuple(_hold(file, entry) for entry in file.entries("holds")),
        source=file.text(file.top, "source"),
        verified=file.flag(file.top, "verified"),
        verified_scope=file.text(file.top, "verified_scope"),
    )


def _hold(file: ReadFile, entry: Lined) -> Hold:
    file.keys(entry, "ingredient high intermediate", "low note", "a hold")
    file.is_known("ingredient", entry["ingredient"], entry.line)
    risks: tuple[BleedingRisk, ...] = ("low", "intermediate", "high")
    by_risk = {risk: file.text(entry, risk) for risk in risks if risk in entry}
    return Hold(file.text(entry, "ingredient"), by_risk, file.text(entry, "note"))


def read_children(file: ReadFile) -> Children:
    """What fits under an age."""
    top = file.top
    file.keys(top, _CHILDREN, "", "the file")
    for name in file.texts(top, "fits"):
        file.is_known("treatment", name, top.line)
    return Children(
        under_years=file.whole(top, "under_years"),
        medicine_text=file.text(top, "medicine_text"),
        procedure_text=file.text(top, "procedure_text"),
        fits=file.texts(top, "fits"),
        fits_note=file.text(top, "fits_note"),
        medicines=tuple(_child_medicine(file, entry) for entry in file.entries("medicines")),
        never=tuple(_child_never(file, entry) for entry in file.entries("never")),
        source=file.text(top, "source"),
        verified=file.flag(top, "verified"),
    )


def _child_medicine(file: ReadFile, entry: Lined) -> ChildMedicine:
    file.keys(entry, "treatment min_age_years dose source verified", "needs avoid", "a medicine")
    file.is_known("treatment", entry["treatment"], entry.line)
    needs = file.texts(entry, "needs")
    for name in needs:
        file.is_known("concept", name, entry.line)
    return ChildMedicine(
        treatment=file.text(entry, "treatment"),
        min_age_years=file.number(entry, "min_age_years") or 0.0,
        dose=file.text(entry, "dose"),
        needs=needs,
        avoid=file.texts(entry, "avoid"),
        source=file.text(entry, "source"),
        verified=file.flag(entry, "verified"),
    )


def _child_never(file: ReadFile, entry: Lined) -> ChildNever:
    file.keys(entry, "under_years source", "treatment ingredient also", "never")
    for kind in ("treatment", "ingredient"):
        if kind in entry:
            file.is_known(kind, entry[kind], entry.line)
    return ChildNever(
        treatment=file.text(entry, "treatment"),
        ingredient=file.text(entry, "ingredient"),
        under_years=file.number(entry, "under_years") or 0.0,
        also=file.text(entry, "also"),
        source=file.text(entry, "source"),
    )
