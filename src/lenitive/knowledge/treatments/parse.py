"""YAML to treatments. Every complaint names the file and the line; nothing that is not declared passes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from lenitive.knowledge.documents import Lined
from lenitive.knowledge.treatments.forms import ReadFile
from lenitive.knowledge.treatments.model import (
    Action,
    BleedingRisk,
    Caution,
    Certainty,
    Direction,
    Dose,
    Effect,
    Evidence,
    Fit,
    Hazard,
    IfUnknown,
    Limit,
    Line,
    Mechanism,
    MinimumDose,
    Modality,
    NumberNeeded,
    StandingRules,
    Stopping,
    Treatment,
    TrialDefinition,
)

MECHANISMS: tuple[Mechanism, ...] = ("nociceptive", "neuropathic", "nociplastic")
_NEEDED = (
    "id line invasive strenuous mechanisms evidence effect time_to_effect trial_length cautions "
    "monitoring delivered_by sources verified"
)
_OPTIONAL = "bleeding_risk number_needed_to_treat expected_duration trial dose stopping verified_scope note"
_TRIAL = "min_mg_per_day min_weeks min_days min_visits dose_text also"


@dataclass(frozen=True)
class Named:
    """What treatments name, or are named by.

    titles : modality -> id -> title. ingredients : of each medicine. hazards : by id.
    """

    titles: Mapping[str, Mapping[str, str]]
    ingredients: Mapping[str, tuple[str, ...]]
    hazards: Mapping[str, Hazard]
    rules: StandingRules


class TreatmentFile(ReadFile):
    """The treatments of one modality being read."""

    modality: Modality

    def treatments(self, named: Named) -> list[Treatment]:
        """The treatments of the file, in order."""
        self.keys(self.top, "modality version status treatments", "", "the file")
        self.modality = cast("Modality", self.one_of(self.top, "modality", Modality))
        self._named, self._titles = named, named.titles.get(self.modality, {})
        return [self._treatment(entry) for entry in self.entries("treatments")]

    def _treatment(self, entry: Lined) -> Treatment:
        self.keys(entry, _NEEDED, _OPTIONAL, f"the treatment {entry.get('id', '')}")
        name = self.text(entry, "id")
        if name not in self._titles:
            raise self.wrong(f"{name} is no {self.modality} treatment", entry.line, "See treatments.csv")
        return Treatment(
            id=name,
            title=self._titles[name],
            modality=self.modality,
            mechanisms=self._mechanisms(self._mapping(entry["mechanisms"], entry.line)),
            evidence=tuple(self._evidence(each) for each in self._list(entry, "evidence")),
            effect=self._effect(self._mapping(entry["effect"], entry.line)),
            time_to_effect=self.text(entry, "time_to_effect"),
            trial_length=self.text(entry, "trial_length"),
            trial=self._trial(self._mapping(entry["trial"], entry.line)) if "trial" in entry else None,
            dose=self._dose(self._mapping(entry["dose"], entry.line)) if "dose" in entry else None,
            expected_duration=self.text(entry, "expected_duration"),
            cautions=self._cautions(name, entry),
            stopping=tuple(self._stopping(each) for each in self._list(entry, "stopping")),
            monitoring=self.texts(entry, "monitoring"),
            delivered_by=self.texts(entry, "delivered_by"),
            ingredients=self._named.ingredients.get(name, ()),
            invasive=self.flag(entry, "invasive"),
            strenuous=self.flag(entry, "strenuous"),
            line=cast("Line", self.one_of(entry, "line", Line)),
            number_needed_to_treat=self._number_needed(entry),
            bleeding_risk=self._bleeding_risk(entry),
            sources=tuple(self._source_of(key, entry.line) for key in self.texts(entry, "sources")),
            verified=self.flag(entry, "verified"),
            verified_scope=self.text(entry, "verified_scope"),
            note=self.text(entry, "note"),
            place=self.place(entry),
        )

    def _list(self, entry: Lined, key: str) -> list[Lined]:
        listed = entry.get(key, [])
        if not isinstance(listed, list):
            raise self.wrong(f"{key} is no list", entry.line, "Write a list of entries")
        return [self._mapping(each, entry.line) for each in listed]

    def _mechanisms(self, entry: Lined) -> dict[Mechanism, Fit]:
        self.keys(entry, " ".join(MECHANISMS), "", "mechanisms")
        return {name: cast("Fit", self.one_of(entry, name, Fit)) for name in MECHANISMS}

    def _evidence(self, entry: Lined) -> Evidence:
        self.keys(entry, "for certainty direction", "", "evidence")
        self.is_known("indication", entry["for"], entry.line)
        return Evidence(
            self.text(entry, "for"),
            cast("Certainty", self.one_of(entry, "certainty", Certainty)),
            cast("Direction", self.one_of(entry, "direction", Direction)),
        )

    def _effect(self, entry: Lined) -> Effect:
        self.keys(entry, "pain function", "", "effect")
        return Effect(self.text(entry, "pain"), self.text(entry, "function"))

    def _trial(self, entry: Lined) -> TrialDefinition:
        self.keys(entry, "source verified", _TRIAL, "trial")
        if not set(entry) & set(_TRIAL.split()):
            raise self.wrong("a trial says how much or how long", entry.line, "Add one of " + _TRIAL)
        doses = self._mapping(entry.get("min_mg_per_day", Lined()), entry.line)
        for ingredient in doses:
            self.is_known("ingredient", ingredient, entry.line)
        return TrialDefinition(
            min_daily_doses=tuple(MinimumDose(name, self._amount(doses, name, entry.line)) for name in doses),
            min_weeks=self.number(entry, "min_weeks"),
            min_days=self.number(entry, "min_days"),
            min_visits=self.whole(entry, "min_visits") if "min_visits" in entry else None,
            dose_text=self.text(entry, "dose_text"),
            also=self.text(entry, "also"),
            source=self.source(entry),
            verified=self.flag(entry, "verified"),
        )

    def _amount(self, entry: Lined, key: str, line: int) -> float:
        amount = self.number(entry, key)
        if not amount:
            raise self.wrong(f"{key} has no amount", line, "Write mg a day")
        return amount

    def _dose(self, entry: Lined) -> Dose:
        self.keys(entry, "start target max titration verified", "source", "dose")
        return Dose(
            start=self.text(entry, "start"),
            target=self.text(entry, "target"),
            max=self.text(entry, "max"),
            titration=self.text(entry, "titration"),
            source=self.source(entry) if "source" in entry else "",
            verified=self.flag(entry, "verified"),
        )

    def _number_needed(self, entry: Lined) -> NumberNeeded | None:
        if "number_needed_to_treat" not in entry:
            return None
        said = self._mapping(entry["number_needed_to_treat"], entry.line)
        self.keys(said, "value source verified", "interval", "number_needed_to_treat")
        return NumberNeeded(
            str(said["value"]),
            self.text(said, "interval"),
            self.source(said),
            self.flag(said, "verified"),
        )

    def _bleeding_risk(self, entry: Lined) -> BleedingRisk:
        if "bleeding_risk" not in entry:
            return ""
        return cast("BleedingRisk", self.one_of(entry, "bleeding_risk", BleedingRisk))

    def _source_of(self, key: str, line: int) -> str:
        if key not in self._library.sources:
            raise self.wrong(f"there is no source {key!r}", line, "Add it to sources.yaml")
        return self._library.sources[key]

    def _stopping(self, entry: Lined) -> Stopping:
        self.keys(entry, "action note source verified", "", "stopping")
        return Stopping(
            cast("Action", self.one_of(entry, "action", Action)),
            self.text(entry, "note"),
            self.source(entry),
            self.flag(entry, "verified"),
        )

    def _cautions(self, treatment: str, entry: Lined) -> tuple[Caution, ...]:
        made = [
            self._caution(treatment, hazard, said)
            for said in self._list(entry, "cautions")
            for hazard in self._named_hazards(said)
        ]
        ids = [each.id for each in made]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise self.wrong(f"the caution {twice[0]} stands twice", entry.line, "Keep one")
        return tuple(made)

    def _named_hazards(self, entry: Lined) -> list[Hazard]:
        self.keys(entry, "hazard action source verified", "note until if_unknown limit", "a caution")
        named = entry["hazard"] if isinstance(entry["hazard"], list) else [entry["hazard"]]
        for name in named:
            self.is_known("hazard", name, entry.line)
        return [self._named.hazards[name] for name in named]

    def _caution(self, treatment: str, hazard: Hazard, entry: Lined) -> Caution:
        action = cast("Action", self.one_of(entry, "action", Action))
        return Caution(
            id=f"{treatment}.{hazard.id}",
            treatment=treatment,
            hazard=hazard.id,
            rule=hazard.rule,
            action=action,
            title=hazard.title,
            ask=hazard.ask,
            note=self.text(entry, "note"),
            until=self.text(entry, "until"),
            if_unknown=self._if_unknown(entry, action, hazard),
            limit=self._limit(entry),
            source=self.source(entry),
            verified=self.flag(entry, "verified"),
            place=self.place(entry),
        )

    def _if_unknown(self, entry: Lined, action: Action, hazard: Hazard) -> IfUnknown:
        """What the caution says, else the hazard; a hazard only softens an action that leaves all open."""
        if "if_unknown" in entry:
            return cast("IfUnknown", self.one_of(entry, "if_unknown", IfUnknown))
        return hazard.if_unknown if self._named.rules.actions[action].if_unknown == "unknown" else ""

    def _limit(self, entry: Lined) -> Limit | None:
        if "limit" not in entry:
            return None
        said = self._mapping(entry["limit"], entry.line)
        self.keys(said, "ingredient max_mg_per_day", "", "limit")
        self.is_known("ingredient", said["ingredient"], said.line)
        return Limit(said["ingredient"], self._amount(said, "max_mg_per_day", said.line))
