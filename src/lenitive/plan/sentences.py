"""The sentences of a plan: each turns a fact of knowledge into one line a clinician reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lenitive.knowledge.treatments.model import Caution, Hold, StopSlowly

ALWAYS = "Education, movement and mind are considered for everyone in pain"
ACUTE_WAITS = "The pain is acute: this waits until the worst is over"
NOT_ON_RECORD = "What it is taken for is not on record: ask, and write it down"
NO_REASON = "Nothing in this chart calls for it"
ASK_RED_FLAGS = "Ask the red flag questions first: nobody has"
NO_FORM_FOR_CHILDREN = "Under 18: no form of it for the age is known here"
WEIGH_THE_CHILD = "Weigh the child first: the dose goes by weight"
REFUSED = "The person has refused it: ask whether that still holds before offering it"
NOT_TOLERATED = "Was stopped because of harm: not tolerated"

_DIRECTION = {
    "benefit": "evidence of benefit",
    "little_or_no_benefit": "evidence of little or no benefit",
    "mixed": "evidence points both ways",
    "uncertain": "nobody knows whether it helps",
    "harm": "evidence of harm",
}
_ACTION = {
    "contraindicated": "must not be used",
    "avoid": "avoid",
    "specialist_only": "a specialist decides",
    "prefer_other": "another choice is better",
    "caution": "with care",
    "reduce_dose": "a lower dose",
    "monitor": "needs a check with a date",
    "co_prescribe": "needs a companion",
}
_NAMED = 3  # hazards that one question names
_HARDEST_FIRST = tuple(_ACTION)
_MECHANISM = {
    "nociceptive": "pain from tissue damage (nociceptive)",
    "neuropathic": "nerve pain (neuropathic)",
    "nociplastic": "pain from a sensitised nervous system (nociplastic)",
}
_FIT = {"recommended": "Recommended for", "consider": "To be considered for"}
_STEPS = {
    "medicine": ("non-opioid medicine", "non-opioid medicines"),
    "not_medicine": ("treatment without medicine", "treatments without medicine"),
    "any": ("treatment", "treatments"),
}


def evidence(title: str, certainty: str, direction: str) -> str:
    """Chronic low back pain: evidence of benefit (moderate certainty)."""
    return f"{title}: {_DIRECTION[direction]} ({certainty} certainty)"


def mechanism(name: str, grade: str, fit: str) -> str:
    """Recommended for nerve pain (neuropathic), which is possible here."""
    return f"{_FIT[fit]} {_MECHANISM[name]}, which is {grade} here"


def caution(of: Caution) -> str:
    """Takes an MAO inhibitor: must not be used (serotonin syndrome)."""
    text = f"{of.title}: {_ACTION[of.action]}"
    if of.limit is not None:
        text += f", at most {of.limit.max_mg_per_day:g} mg of {of.limit.ingredient} a day"
    if of.note:
        text += f" ({of.note})"
    return f"{text}; until {of.until}" if of.until else text


def hardness(of: Caution) -> int:
    """The harder the action, the lower."""
    return _HARDEST_FIRST.index(of.action)


def question(ask: str, cautions: Iterable[Caution]) -> str:
    """Find out an eGFR within 365 days (eGFR under 30: avoid); at most three hazards are named."""
    named = list(dict.fromkeys(f"{each.title}: {_ACTION[each.action]}" for each in cautions))
    if_so = "; ".join(named[:_NAMED])
    if len(named) > _NAMED:
        if_so += f"; and {len(named) - _NAMED} more"
    return f"Find out: {ask} ({if_so})"


def hold(of: Hold, days: str) -> str:
    """Warfarin: 5 days and a normal INR before it; its prescriber decides."""
    note = f" ({of.note})" if of.note else ""
    return f"{of.ingredient.capitalize()}: leave out {days} before it{note}; whoever prescribes it decides"


def comes_after(titles: Sequence[str]) -> str:
    """Comes after: Medial branch block; none is on record."""
    return f"Comes after: {' or '.join(titles)}; none is on record"


def sequence(line: str, kind: str, needs: Mapping[str, int], done: Mapping[str, int], *, waits: bool) -> str:
    """Third line: first 1 non-opioid medicine ...; on record: ..."""
    lead = {"second": "Second line", "third": "Third line", "specialist": "For a specialist"}.get(line, "")
    if kind == "opioid":
        lead = "Opioids come late"
    if not needs:
        return f"{lead}: a first-line treatment of its kind comes before it"
    asked = " and ".join(_counted(least, what) for what, least in needs.items())
    found = ", ".join(_counted(done[what], what) for what in needs)
    if waits:
        return f"{lead}: after {asked} tried long enough; on record: {found}"
    return f"{lead}: to be weighed now, after {found} tried long enough"


def _counted(number: int, what: str) -> str:
    one, many = _STEPS[what]
    return f"{number} {one if number == 1 else many}"


def over_limit(ingredient: str, taken_mg: float, most_mg: float) -> str:
    """Takes 1800 mg of gabapentin a day, more than the 700 mg that fit here: lower it slowly."""
    taken = f"Takes {taken_mg:g} mg of {ingredient} a day"
    return f"{taken}, more than the {most_mg:g} mg that fit here: lower it slowly"


def not_with(words: Sequence[str]) -> str:
    """Not with dehydration, kidney disease or chickenpox."""
    return f"Not with {', '.join(words)}"


def never_suddenly(classes: Sequence[StopSlowly], *, pace: bool) -> str:
    """Never stop it suddenly: risk of seizures, ...; and, where it is to be lowered, the usual pace."""
    said = "; ".join(
        f"risk of {each.risk}. Usual pace: {each.usual_pace}" if pace else f"risk of {each.risk}"
        for each in classes
    )
    return f"Never stop it suddenly: {said}" if said else "Never stop it suddenly"
