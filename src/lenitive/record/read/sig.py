"""Free-text instructions ("Take 1-2 tablets every 6 hours as needed"), read with care or not at all.

An instruction is read only when each of its words is understood: one dose, one timing, harmless words. Two
doses, two timings, a taper, a leftover number or an unknown word give nothing, and the dose stays unknown.
"""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


_NUMBERS = {
    **{"one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "eight": 8.0, "ten": 10.0},
    **{
        "half": 0.5,
        "a half": 0.5,
        "one half": 0.5,
        "one-half": 0.5,
        "½": 0.5,
        "1/2": 0.5,
        "a": 1.0,
        "an": 1.0,
    },
}
_N = (
    r"(?:\d+(?:,\d{3})*(?:\.\d+)?|one[ -]half|a half|half|½|one|two|three|four|five|six|eight|ten)"
    r"(?:\s*\(\d+(?:\.\d+)?\))?"
)
_UNITS = {
    "tablet": r"tab(?:let)?s?(?:\(s\))?",
    "capsule": r"cap(?:sule)?s?(?:\(s\))?",
    "patch": r"patch(?:es)?(?:\(es\))?",
    "film": r"(?:film|strip)s?",
    "spray": r"sprays?",
    "puff": r"puffs?",
    "drop": r"drops?",
    "suppository": r"suppositor(?:y|ies)",
    "lozenge": r"lozenges?",
    "mg": r"mg|milligrams?",
    "ug": r"mcg|ug|µg|micrograms?",
    "ml": r"ml|milliliters?|millilitres?|cc",
    "unit": r"units?",
}
_UNIT = "|".join(f"(?P<u_{name}>{pattern})" for name, pattern in _UNITS.items())
_RANGE = rf"(?P<low>{_N})(?:\s*(?:-|–|to)\s*(?P<high>{_N}))?"
_DOSE = re.compile(
    rf"(?<![\w.,/-])(?P<low>{_N})(?:\s*(?:-|–|to|or)\s*(?P<high>{_N}))?\s*(?:{_UNIT})(?![\w/])"
    r"(?!\s+(?:per|a|in)\s)"
)
# What stands in brackets after a dose repeats it in another unit: "1 capsule (20 mg total)".
_REPEATED = re.compile(r"\(\s*(?:total\s+)?[\d.,]+\s*(?:mg|mcg|ug|ml|g|units?)(?:\s+total)?\s*\)")
_MOST = re.compile(
    r"[,;.]?\s*\(?(?:max(?:imum)?(?: daily dose)?(?: of)?|do not (?:exceed|take more than)|not to exceed"
    r"|up to a maximum of|no more than)"
    rf":?\s*(?P<n>{_N})\s*(?P<u>{'|'.join(_UNITS.values())})?\s*(?:per|in|a|/|every|each)?\s*"
    r"(?:day|daily|24\s*(?:hours|hrs|h)|24h)\)?"
)
_AS_NEEDED = re.compile(
    r"\b(?:as needed|if needed|when needed|as required|p\.?r\.?n\.?)(?!\w)"
    r"(?:\s*(?:for|to relieve)\s+"
    r"(?:(?:moderate|severe|mild|breakthrough|acute|chronic|the|or|to|and|back|your|knee|joint|neck)\s+)*"
    r"(?:pain|headaches?|migraines?|spasms?|muscle spasms?|anxiety|sleep|insomnia|nausea|vomiting|cough"
    r"|itching|constipation|relief|inflammation|fever|shortness of breath|wheezing)"
    r"(?:\s+(?:relief|control))?)?"
)
_HOURS = r"(?:hours?|hrs?\.?|h)\b"
_EVERY = re.compile(rf"\b(?:every|each|q)\s*{_RANGE}\s*(?P<unit>{_HOURS}|days?\b|weeks?\b|d\b)")
_TIMES = re.compile(
    rf"\b(?:up to\s+)?{_RANGE}\s*(?:x|times)\s*(?:per|a|each|every|/)?\s*"
    r"(?P<unit>daily|day|week|weekly)\b"
)
_FIXED: tuple[tuple[str, float, float], ...] = (
    (
        r"\b(?:twice|two times)\s*(?:a|per|each)?\s*(?:day|daily)\b|\bb\.?i\.?d\b\.?"
        r"|\bevery morning and (?:evening|night)\b",
        2,
        1,
    ),
    (r"\bthree times\s*(?:a|per|each)?\s*(?:day|daily)\b|\bthrice daily\b|\bt\.?i\.?d\b\.?", 3, 1),
    (r"\bfour times\s*(?:a|per|each)?\s*(?:day|daily)\b|\bq\.?i\.?d\b\.?", 4, 1),
    (r"\b(?:every other day|every second day|qod)\b", 1, 2),
    (r"\b(?:once (?:a|per|each) week|once weekly|every week|weekly)\b", 1, 7),
    (r"\b(?:twice (?:a|per|each) week|twice weekly)\b", 2, 7),
    (
        r"\b(?:once\s*(?:a|per|each)?\s*(?:day|daily)|(?:every|each) (?:day|morning|evening|night)"
        r"|daily|nightly|qd|qam|qpm|q\.?h\.?s\.?|once)\b"
        r"(?:\s*(?:at (?:bedtime|night)|in the (?:morning|evening)|every (?:morning|evening|night)"
        r"|before bed(?:time)?))?"
        r"|\b(?:at bedtime|at night|in the morning|in the evening|before bed(?:time)?)\b",
        1,
        1,
    ),
)
_FIXED_PATTERNS = tuple((re.compile(pattern), times, days) for pattern, times, days in _FIXED)
_HARMLESS = frozenset(
    re.findall(
        r"\S+",
        "take takes taking apply place use give given inhale inject insert chew swallow dissolve let put "
        "wear spray please by mouth orally oral po per os on the skin to of a an under tongue "
        "sublingually sublingual sl transdermal transdermally topically topical affected area areas into "
        "nostril each in one via route with food meals water milk and or without after before breakfast "
        "dinner lunch for pain total dose scheduled around clock intact whole do not crush chewed cut "
        "swallowed rectally rectal subcutaneously intramuscularly chronic moderate severe mouth only new "
        "same time at your skin clean dry remove old rotate sites site upper chest arm back ",
    )
)
_DANGEROUS = re.compile(
    r"\b(?:then|taper\w*|increase\w*|decrease\w*|titrat\w*|alternat\w*|reduc\w*|wean\w*|starting|start"
    r"|stop|until|week \d|day \d|days? \d|as directed|per protocol|sliding|loading|hold|skip|first|next"
    r"|followed|plus|additional|extra|may repeat|repeat)\b"
)


@dataclass(frozen=True)
class Sig:
    """What a free-text instruction says; None where it says nothing that can be relied on."""

    dose_low: float | None = None
    dose_high: float | None = None
    dose_unit: str | None = None
    times_low: float | None = None
    times_high: float | None = None
    per_days: float | None = None
    as_needed: bool | None = None
    max_per_day: float | None = None


_UNREAD = Sig()


@lru_cache(maxsize=16384)
def parse(text: str) -> Sig:
    """The dose and the timing of one instruction; all None when any part of it is not understood."""
    left = " " + " ".join(text.lower().replace("’", "'").split()) + " "
    left = _REPEATED.sub(" ", left)
    if _DANGEROUS.search(left):
        return _UNREAD
    left, most, most_unit = _maximum(left)
    left, as_needed = _cut(_AS_NEEDED, left)
    left, timing = _timing(left)
    left, dose = _dose(left)
    if timing is _UNREAD or dose is _UNREAD or not _is_harmless(left):
        return _UNREAD
    if most is not None and most_unit not in (None, dose.dose_unit):
        most = None
    found = Sig(
        dose.dose_low,
        dose.dose_high,
        dose.dose_unit,
        timing.times_low,
        timing.times_high,
        timing.per_days,
        True if as_needed else None,
        most,
    )
    return found if found.times_high is not None or found.dose_high is not None or as_needed else _UNREAD


def read_staged(connection: DuckDBPyConnection) -> None:
    """Parse the texts that structure does not settle, then put all staged instructions into `dosage_read`."""
    texts = connection.execute(UNSETTLED).fetchall()
    connection.execute("TRUNCATE sig")
    rows = [(text, *astuple(parse(text))) for (text,) in texts]
    if rows:
        connection.execute(_PUT, [list(column) for column in zip(*rows, strict=True)])
    connection.execute("INSERT INTO dosage_read FROM dosage_meant")


UNSETTLED = """
SELECT DISTINCT text FROM (
  SELECT unnest([coalesce(text, patient_text), timing_text]) AS text FROM staged_dosage
  WHERE (frequency IS NULL AND period IS NULL AND coalesce(len(times_of_day), 0) = 0)
     OR (dose_value IS NULL AND dose_high_value IS NULL))
WHERE text IS NOT NULL
"""
_PUT = """
INSERT INTO sig SELECT unnest($1::VARCHAR[]), unnest($2::DOUBLE[]), unnest($3::DOUBLE[]),
unnest($4::VARCHAR[]),
  unnest($5::DOUBLE[]), unnest($6::DOUBLE[]), unnest($7::DOUBLE[]), unnest($8::BOOLEAN[]),
  unnest($9::DOUBLE[])
"""


def _number(text: str) -> float:
    bare = re.sub(r"\s*\(.*\)", "", text).replace(",", "").strip()
    return _NUMBERS[bare] if bare in _NUMBERS else float(bare)


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, bool]:
    new = pattern.sub(" | ", text)
    return new, new != text


def _maximum(text: str) -> tuple[str, float | None, str | None]:
    found = _MOST.search(text)
    if found is None:
        return text, None, None
    written = found["u"]
    unit = next((name for name, p in _UNITS.items() if written and re.fullmatch(p, written)), None)
    return text[: found.start()] + " | " + text[found.end() :], _number(found["n"]), unit


def _timing(text: str) -> tuple[str, Sig]:
    """The one timing in a text; `_UNREAD` when there are two ("in the morning and at night")."""
    found: list[tuple[float, float, float]] = []

    def every(match: re.Match[str]) -> str:
        low = _number(match["low"])
        high = _number(match["high"]) if match["high"] else low
        unit = match["unit"][0]
        days = {"h": 1 / 24, "d": 1.0, "w": 7.0}[unit]
        if low <= 0 or high <= 0:
            return match[0]
        if match["high"]:
            found.append((1 / (max(low, high) * days), 1 / (min(low, high) * days), 1.0))
        else:
            found.append((1.0, 1.0, low * days))
        return " | "

    def times(match: re.Match[str]) -> str:
        low = _number(match["low"])
        high = _number(match["high"]) if match["high"] else low
        at_least = 0.0 if match[0].strip().startswith("up to") else low
        found.append((at_least, high, 7.0 if match["unit"].startswith("week") else 1.0))
        return " | "

    left = _EVERY.sub(every, text)
    left = _TIMES.sub(times, left)
    for pattern, count, days in _FIXED_PATTERNS:
        left, cuts = pattern.subn(" | ", left)
        found += [(count, count, days)] * cuts
    if len(found) > 1:
        return left, _UNREAD
    return left, Sig(times_low=found[0][0], times_high=found[0][1], per_days=found[0][2]) if found else Sig(
        as_needed=False
    )


def _dose(text: str) -> tuple[str, Sig]:
    """The one dose in a text; `_UNREAD` when there are two."""
    found = list(_DOSE.finditer(text))
    if len(found) > 1:
        return text, _UNREAD
    if not found:
        return text, Sig(as_needed=False)
    match = found[0]
    low = _number(match["low"])
    high = _number(match["high"]) if match["high"] else low
    unit = next(name for name in _UNITS if match[f"u_{name}"])
    left = text[: match.start()] + " | " + text[match.end() :]
    return left, Sig(min(low, high), max(low, high), unit) if low > 0 else _UNREAD


def _is_harmless(text: str) -> bool:
    """Whether nothing is left that could change the dose: no number, and only words that are known."""
    return all(word in _HARMLESS for word in re.findall(r"[^\s|,.;:()&-]+", text))
