"""Rules tested by drawn cases: a few lines of text a rule, read and judged by the engine.

    [cdc22_4]                                  the rule; what follows up to the next [..] is about it
    source: CDC 2022, recommendation 4: ...    the text that the cases are drawn from
    base: use opioid oxycodone                 facts that every following case of the rule starts from
    met:     exposure_now mme=50               one case: the status, then its facts; # says what it shows
    unknown: exposure_now mme=40..

A fact is a table and its fields, `;` stands between facts. A word without `=` fills the next of the table's
usual fields (FIRST). `10..20` is a pair of bounds, `10..` has no known upper end. `@30` dates the row 30 days
before the day asked about, `@30..90` somewhere between. Other fields take DEFAULTS. The person is a woman of
45 whose lists of medicines and problems are held; `open medicines` makes a list not held. In a table of one
row a fact replaces the fields it names. `without TABLE` drops what stood before.

Some lines draw many cases at once:

    scale: pcs.total >= 30 within 180    both sides of the cut-off, both edges of freshness, newest counts
    signs: red_flags.a red_flags.b       every sign alone, none, one not asked, old, newly denied, reviewed
    medicine: nsaid ibuprofen proposed   taken, about to be signed (with `proposed` it counts), stopped, none
    problem: asthma                      an active problem; over, unclear, absent, or the list not held
    history: stroke                      a problem now or ever
    measured: egfr < 30 within 365       both sides of the cut-off, edges of freshness, bounds
    asked: work.heavy                    a question answered yes, newly no, or not asked (`noted:` means no)
    adults: use nsaid ibuprofen          these facts count from 18 years
    cdc: use opioid oxycodone            these facts count outside the populations that CDC 2022 leaves out
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from lenitive.knowledge.rules.language import language
from lenitive.reason.engine.person import Row, judge
from lenitive.reason.engine.program import SETTING, Program

AS_OF = date(2026, 6, 1)
FIRST = {
    "use": ("drug_class", "ingredient"),
    "ingredient_dose": ("ingredient", "mg_per_day"),
    "concept": ("concept",),
    "answer": ("item", "value"),
    "score": ("scale", "value"),
    "measurement": ("concept", "value"),
    "crcl": ("value",),
    "event": ("kind",),
    "encounter": ("kind", "reason"),
    "plan": ("kind",),
    "trial": ("treatment", "modality"),
    "pregnancy": ("status", "weeks"),
    "uds_result": ("substance", "verdict"),
    "change_now": ("instrument", "verdict", "weeks"),
    "acute_use_days": ("group", "days_per_month"),
    "review": ("finding", "outcome"),
    "stay": ("setting",),
    "relief": ("treatment", "percent"),
    "allergy": ("ingredient", "drug_class", "substance"),
    "pain": ("fact", "days"),
}
DEFAULTS: dict[str, dict[str, str]] = {
    "use": {"systemic": "yes", "status": "active", "release": "immediate", "naive_at_start": "no"},
    "ingredient_dose": {"systemic": "yes", "status": "active"},
    "concept": {"of": "condition", "status": "active", "category": "problem_list"},
    "event": {"setting": "outpatient"},
    "trial": {"status": "current"},
    "allergy": {"drug_class": "other", "substance": "other"},
    "patient": {"age_years": "45", "sex": "female"},
    "exposure_now": {
        **{"mme": "0", "mme_change_percent_30d": "0", "days_of_use": "0", "naive_90d": "yes"},
        **{"reviewed_since_change": "no", "days_covered_10d": "0", "least_days_covered_in_3_months": "0"},
        **{"early_refills_90d": "0", "prescribers_180d": "0"},
    },
}
UNDATED = {"concept", "pregnancy", "trial"}
Facts = dict[str, list[Row]]


@dataclass(frozen=True)
class Case:
    """One drawn case: what must come out of which facts; `place` is file and line."""

    rule: str
    status: str
    facts: str
    shows: str
    place: str


@dataclass
class _Given:
    words: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    held: set[str] = field(default_factory=lambda: {"medicines", "problems", "allergies"})


def read_cases(path: Path) -> list[Case]:
    """The cases of a file."""
    made: list[Case] = []
    rule, base = "", ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text, _, shows = line.partition("#")
        text = text.strip()
        if text.startswith("["):
            rule, base = text.strip("[]"), ""
        elif text:
            kind, _, facts = text.partition(":")
            if kind == "base":
                base = facts.strip()
            elif kind != "source":
                place = f"{path.name} line {number}"
                for truth, drawn in _drawn(kind, facts.strip(), rule, place):
                    joined = "; ".join(part for part in (base, drawn) if part)
                    made.append(Case(rule, truth, joined, shows.strip(), place))
    return made


def _drawn(kind: str, words: str, rule: str, place: str) -> Iterator[tuple[str, str]]:
    """The (status, facts) of a line."""
    if kind in ("met", "not_met", "unknown"):
        yield kind, words
    elif kind == "scale":
        yield from _scale(*words.split())
    elif kind == "signs":
        yield from _signs(words.split(), rule)
    elif kind == "medicine":
        yield from _medicine(*words.split())
    elif kind in ("problem", "history"):
        yield from _problem(words, ever=kind == "history")
    elif kind == "measured":
        yield from _measured(*words.split())
    elif kind in ("asked", "noted"):
        yield from _asked(words, "unknown" if kind == "asked" else "not_met")
    elif kind == "adults":
        yield "not_met", f"{words}; patient age_years=17"
        yield "met", f"{words}; patient age_years=18"
        yield "met", f"{words}; patient age_years=?"
    elif kind == "cdc":
        yield from _cdc(words)
    else:
        raise ValueError(f"{place}: {kind!r} is no status, and none of base, source, scale, signs")


def _scale(scale: str, operator: str, cut: str, _within: str, days: str) -> Iterator[tuple[str, str]]:
    """A cut-off of a scale, which holds for some days."""
    step = 1 if operator in (">", ">=") else -1
    inside = float(cut) + (step if operator in ("<", ">") else 0)
    outside, stale = inside - step, int(days) + 1
    yield "met", f"score {scale} {inside}"
    yield "not_met", f"score {scale} {outside}"
    yield "met", f"score {scale} {inside} @{days}"
    yield "not_met", f"score {scale} {outside} @{days}"
    yield "unknown", f"score {scale} {inside} @{stale}"
    yield "unknown", f"score {scale} {outside} @{stale}"
    yield "unknown", f"score {scale} {inside} @{int(days) - 5}..{stale + 5}"
    yield "unknown", ""
    yield "unknown", f"score {scale} ?"
    yield "unknown", f"score {scale} {inside} @?"
    yield "unknown", "score eq5d5l.vas 50"
    yield "not_met", f"score {scale} {inside} @40; score {scale} {outside} @20"
    yield "met", f"score {scale} {outside} @40; score {scale} {inside} @20"
    yield "unknown", f"score {scale} {outside} @20; score {scale} {inside} @20"


def _signs(items: list[str], rule: str) -> Iterator[tuple[str, str]]:
    """Questions any of which, answered yes, is enough, however long ago; a person's review closes it."""
    yield "not_met", _answers(items)
    yield "unknown", ""
    for item in items:
        others = _answers([each for each in items if each != item])
        yield "met", f"{others}; answer {item} 1 @20"
        yield "unknown", others
        yield "unknown", f"{others}; answer {item} ? @20"
        yield "met", f"answer {item} 1 @4000"
        yield "not_met", f"{others}; answer {item} 1 @20; answer {item} 0 @10"
        yield "met", f"{others}; answer {item} 0 @20; answer {item} 1 @10"
    first = f"answer {items[0]} 1 @20"
    yield "not_met", f"{first}; review {rule} cleared @20"
    yield "met", f"{first}; review {rule} cleared @21"
    yield "met", f"{first}; review {rule} seen @10"
    yield "met", f"{first}; review another_rule cleared @10"
    yield "met", f"{first}; review {rule} cleared @10..30"


def _problem(concept: str, *, ever: bool) -> Iterator[tuple[str, str]]:
    """A problem of the list; the list proves that it is not there only while it is held."""
    yield "met", f"concept {concept}"
    yield ("met" if ever else "not_met"), f"concept {concept} status=inactive"
    yield ("met" if ever else "unknown"), f"concept {concept} status=?"
    yield "not_met", f"concept {concept} of=procedure"
    yield "not_met", "concept sickle_cell_disease"
    yield "not_met", ""
    yield "unknown", "open problems"
    yield "met", f"concept {concept}; open problems"


def _measured(concept: str, operator: str, cut: str, _within: str, days: str) -> Iterator[tuple[str, str]]:
    """A cut-off of a measured value, which holds for some days; `crcl` is a table of its own."""
    name = "crcl" if concept == "crcl" else f"measurement {concept}"
    step = 1 if operator in (">", ">=") else -1
    inside = float(cut) + (step if operator in ("<", ">") else 0)
    outside, stale = inside - step, int(days) + 1
    wide = f"{min(inside, outside)}..{max(inside, outside)}"
    yield "met", f"{name} {inside}"
    yield "not_met", f"{name} {outside}"
    yield "unknown", f"{name} {wide}"
    yield "unknown", f"{name} ?"
    yield "met", f"{name} {inside} @{days}"
    yield "unknown", f"{name} {inside} @{stale}"
    yield "unknown", f"{name} {outside} @{stale}"
    yield "unknown", ""
    yield "not_met", f"{name} {inside} @40; {name} {outside} @20"
    yield "met", f"{name} {outside} @40; {name} {inside} @20"


def _asked(item: str, silence: str) -> Iterator[tuple[str, str]]:
    """A question whose newest answer counts; `silence` is what no answer means."""
    yield "met", f"answer {item} 1 @20"
    yield "not_met", f"answer {item} 0 @20"
    yield silence, ""
    yield "unknown", f"answer {item} ? @20"
    yield "not_met", f"answer {item} 1 @40; answer {item} 0 @20"
    yield "met", f"answer {item} 0 @40; answer {item} 1 @20"


def _medicine(drug_class: str, ingredient: str, *fields: str) -> Iterator[tuple[str, str]]:
    """A medicine that must be taken, systemically; with `proposed` one about to be signed counts as well."""
    taken = " ".join(("use", drug_class, ingredient, *(word for word in fields if "=" in word)))
    yield "met", taken
    yield ("met" if "proposed" in fields else "not_met"), f"{taken} status=proposed"
    yield "not_met", f"{taken} status=stopped"
    yield "unknown", f"{taken} status=?"
    yield "not_met", f"{taken} systemic=no"
    yield "unknown", f"{taken} systemic=?"
    yield "unknown", f"use ? ? {taken.removeprefix(f'use {drug_class} {ingredient}')}"
    yield "not_met", f"{taken} drug_class=contrast_medium ingredient=iohexol"
    yield "not_met", ""
    yield "unknown", "open medicines"
    yield "met", f"{taken}; open medicines"


def _cdc(words: str) -> Iterator[tuple[str, str]]:
    """The populations and the setting that the CDC 2022 recommendations leave out."""
    yield "met", words
    yield "not_met", f"{words}; patient age_years=17"
    yield "met", f"{words}; patient age_years=18"
    yield "not_met", f"{words}; concept sickle_cell_disease"
    yield "met", f"{words}; open problems"


def _answers(items: list[str]) -> str:
    return "; ".join(f"answer {item} 0 @30" for item in items)


def status(program: Program, case: Case) -> str:
    """What the program says of a case."""
    judged = judge(program, facts(case.facts), AS_OF)
    decided = next(each for each in judged.rules if each.judgement.rule.id == case.rule)
    return ("not_met", "unknown", "met")[decided.truth.value]


def facts(text: str) -> Facts:
    """The derived tables that a line of facts draws."""
    given = _Given()
    for table in ("patient", "exposure_now"):
        given.words[table] = [dict(DEFAULTS[table])]
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        _take(given, part.split())
    rows: Facts = {
        table: [_row(table, words, f"{table}#{n}") for n, words in enumerate(given.words.get(table, ()), 1)]
        for table in (*language().tables, SETTING.name)
    }
    rows["held"] = [{"domain": name, "row_ids": []} for name in sorted(given.held)]
    rows[SETTING.name] = [
        {"of": "order", "setting": row["setting"], "row_ids": row["row_ids"]}
        for row in rows["event"]
        if row["kind"] != "procedure_proposed"
    ] + [
        {"of": "stay", "setting": words["setting"], "row_ids": ["stay#1"]}
        for words in given.words.get("stay", ())
    ]
    return rows


def _take(given: _Given, words: list[str]) -> None:
    table, rest = words[0], words[1:]
    if table == "open":
        given.held -= set(rest)
    elif table == "without":
        for name in rest:
            given.words.pop(name, None)
    else:
        named = dict(_fields(table, rest))
        if table in ("patient", "exposure_now"):
            given.words[table][0].update(named)
        else:
            given.words.setdefault(table, []).append(DEFAULTS.get(table, {}) | named)


def _fields(table: str, words: list[str]) -> Iterator[tuple[str, str]]:
    usual = iter(FIRST.get(table, ()))
    for word in words:
        name, equals, value = word.partition("=")
        if word.startswith("@"):
            yield "@", word[1:]
        elif equals:
            yield name, value
        else:
            yield next(usual), word


def _row(table: str, words: dict[str, str], row_id: str) -> Row:
    declared = language().tables.get(table, SETTING)
    row: dict[str, object] = {"row_ids": [row_id], "patient_id": "drawn"}
    left = dict(words)
    for each in declared.fields:
        if each.kind == "day":
            default = "?" if table in UNDATED else "0"
            low, high = _days(left.pop("@", default))
            row |= {f"{each.name}_low": low, f"{each.name}_high": high}
        elif each.kind == "bounds":
            low_number, high_number = _bounds(left.pop(each.name, "?"))
            row |= {f"{each.name}_low": low_number, f"{each.name}_high": high_number}
        else:
            row[each.name] = _value(each.kind, left.pop(each.name, "?"))
    if left:
        raise ValueError(f"the table {table} has no field {', '.join(left)}")
    return row


def _days(word: str) -> tuple[date | None, date | None]:
    if word == "?":
        return None, None
    youngest, _, oldest = word.partition("..")
    return AS_OF - timedelta(days=int(oldest or youngest)), AS_OF - timedelta(days=int(youngest))


def _bounds(word: str) -> tuple[float | None, float | None]:
    if word == "?":
        return None, None
    low, dots, high = word.partition("..")
    if not dots:
        return float(low), float(low)
    return float(low) if low else None, float(high) if high else None


def _value(kind: str, word: str) -> object:
    if word == "?":
        return None
    if kind == "number":
        return float(word)
    return word == "yes" if kind == "boolean" else word
