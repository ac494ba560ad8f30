"""What a leaf says, in plain words: when it is so, when it is not, and when it is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lenitive.knowledge.rules.model import Leaf, Test, Value

_NAMES = {
    "use": "a medicine",
    "ingredient_dose": "a medicine's daily dose",
    "concept": "a problem or procedure",
    "event": "something about to happen",
    "encounter": "a visit",
    "plan": "a care plan",
    "trial": "a treatment tried",
    "relief": "relief after a procedure",
    "allergy": "an allergy",
    "uds_result": "a urine drug result",
    "answer": "an answer",
    "score": "a score",
    "measurement": "a measured value",
    "crcl": "creatinine clearance",
    "pregnancy": "pregnancy",
    "change_now": "change since the treatment began",
    "acute_use_days": "days with acute headache medicine",
    "review": "a review",
    "setting": "a setting",
    "pain": "what is known of the pain",
}
_FIELDS = {
    "age_years": "age",
    "mme": "opioids (MME a day)",
    "mme_change_percent_30d": "change of MME in 30 days (percent)",
    "days_of_use": "days of opioid use",
    "days_since_last_use": "days since the last opioid",
    "days_since_start": "days since the opioid was started",
    "days_since_start_or_increase": "days since the opioid was started or raised",
    "days_covered_10d": "days with opioid in the last 10",
    "least_days_covered_in_3_months": "fewest days with opioid in a month, of the last three",
    "early_refills_90d": "early refills in 90 days",
    "prescribers_180d": "prescribers of opioids in 180 days",
    "supply_days": "days of supply",
    "course_days": "days of this course",
    "weeks": "weeks",
    "value": "value",
    "days_per_month": "days a month",
    "mg_per_day": "mg a day",
    "days": "days since the pain began",
    "areas": "painful areas",
    "percent": "percent relief",
    "quarters": "painful parts of the body, of five",
    "in_territory": "painful regions in the territory of a nerve disease on record",
}
_FLAGS: dict[tuple[str, Value], str] = {
    ("naive_90d", True): "no opioid in the last 90 days",
    ("naive_90d", False): "an opioid in the last 90 days",
    ("reviewed_since_change", True): "reviewed since the last change",
    ("reviewed_since_change", False): "not reviewed since the last change",
    ("naive_at_start", True): "started without an opioid in the 90 days before",
    ("naive_at_start", False): "started after other opioids",
    ("systemic", True): "systemic",
    ("systemic", False): "not systemic",
}
_SIGNED = "about to be signed"
# Instruments of our own, whose items read well by themselves.
_QUESTIONS = (
    *("red_flags", "work", "social", "treatment_checks"),
    *("neuropathic_exam", "pain_history", "crps_symptoms", "headache_history"),
)
_OPERATORS = {"<": "under", "<=": "at most", ">": "over", ">=": "at least", "!=": "other than"}
_CAPITALS = {
    **{"egfr": "eGFR", "qtc_ms": "QTc (ms)", "peg": "PEG", "copd": "COPD", "crps": "CRPS", "nsaid": "NSAID"},
    **{
        "ppi": "proton pump inhibitor",
        "ssri": "SSRI",
        "snri": "SNRI",
        "tca": "tricyclic",
        "maoi": "MAO inhibitor",
    },
    **{
        "zdrug": "Z-drug",
        "acei_arb": "ACE inhibitor or ARB",
        "pdmp_review": "PDMP review",
        "proposed": _SIGNED,
    },
}
_SUBJECT = (
    *("drug_class", "ingredient", "concept", "item", "scale", "instrument", "kind", "treatment", "modality"),
    "group",
)


@dataclass(frozen=True)
class Words:
    """A leaf in words: met, not_met and unknown are each a phrase that can stand in a list."""

    met: str
    not_met: str
    unknown: str


@lru_cache(maxsize=4096)
def leaf_words(leaf: Leaf) -> Words:
    """The words of a leaf."""
    if leaf.table == "patient" or leaf.table == "exposure_now":
        return _statement(" and ".join(_test(test) for test in leaf.where))
    if leaf.table == "finding":
        named = next(test.one_of for test in leaf.where if test.field == "rule")
        return _statement(f"finding {' or '.join(map(str, named))}")
    if leaf.table == "pain":
        return _statement(_pain(leaf))
    if leaf.table == "setting":
        return _statement(f"{_any(leaf.where[0].one_of)} setting")
    if leaf.table == "review":
        return Words("cleared in a review", "not cleared in a review", "whether a review cleared it")
    if leaf.take.kind == "any":
        return _existence(leaf)
    return _statement(_taken(leaf))


def _pain(leaf: Leaf) -> str:
    """How long it has lasted, or what the newest body map shows."""
    tests = [test for test in (*leaf.where, *leaf.take.tests) if test.field != "fact"]
    said = " and ".join(_test(test) for test in tests) or "when it began"
    is_map = any(test.field == "fact" and "map" in test.one_of for test in leaf.where)
    return f"latest body map: {said}" if is_map else said


def _statement(text: str) -> Words:
    return Words(text, f"not so: {text}", f"whether {text}")


def _existence(leaf: Leaf) -> Words:
    thing = _thing(leaf)
    return Words(thing, f"no {thing}", f"whether {thing}")


def _thing(leaf: Leaf) -> str:
    """What the leaf looks for: its subject, the rest in brackets, and when."""
    tests = {test.field: test for test in leaf.where if test.one_of}
    subject = next((tests[name] for name in _SUBJECT if name in tests), None)
    head = _any(subject.one_of) if subject else _NAMES[leaf.table].removeprefix("a ")
    rest = [_test(test) for test in leaf.where if test is not subject and test.field != "of"]
    bracket = f" ({', '.join(rest)})" if rest else ""
    return f"{head}{bracket}{_place(leaf)}{_when(leaf)}"


def _place(leaf: Leaf) -> str:
    of = next((str(test.one_of[0]) for test in leaf.where if test.field == "of" and test.one_of), "")
    places = {"use": " among the medicines", "event": " about to be signed", "trial": " tried"}
    places["allergy"] = " on the allergy list"
    return {"procedure": " done", "condition": " among the problems"}.get(of, places.get(leaf.table, ""))


def _when(leaf: Leaf) -> str:
    if leaf.window is None:
        return ""
    first, last = leaf.window
    return f" within {first} days" if last == 0 else f" between {last} and {first} days ago"


def _taken(leaf: Leaf) -> str:
    tests = " and ".join(_test(test) for test in leaf.take.tests)
    thing = _thing(leaf)
    if leaf.take.kind == "latest":
        fresh = f" (of the last {leaf.fresh_days} days)" if leaf.fresh_days is not None else ""
        return f"latest {thing}: {tests}{fresh}"
    if leaf.take.kind == "count":
        return f"{thing}: {_numbers(leaf.take.tests[0])} times"
    what = "in all" if leaf.take.kind == "sum" else "different"
    return f"{thing}: {what} {tests}"


def _test(test: Test) -> str:
    if len(test.one_of) == 1 and (test.field, test.one_of[0]) in _FLAGS:
        return _FLAGS[test.field, test.one_of[0]]
    if test.one_of and isinstance(test.one_of[0], str):
        return _any(test.one_of)
    if test.bounds and isinstance(test.bounds[0][1], str):
        return f"other than {_name(test.bounds[0][1])}"
    return f"{_FIELDS.get(test.field, _name(test.field))} {_numbers(test)}"


def _numbers(test: Test) -> str:
    given = [f"{_OPERATORS[operator]} {_number(value)}" for operator, value in test.bounds]
    return " and ".join([*given, *(_number(value) for value in test.one_of)])


def _any(values: Sequence[Value]) -> str:
    names = [_name(value) for value in values]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _name(value: Value) -> str:
    text = str(value)
    if "." in text:
        instrument, _, part = text.partition(".")
        words = part.replace("_", " ")
        return words if instrument in _QUESTIONS else f"{instrument.upper().replace('_', '-')} {words}"
    return _CAPITALS.get(text, text.replace("_", " "))


def _number(value: Value) -> str:
    return f"{float(value):g}" if not isinstance(value, bool) else ("yes" if value else "no")
