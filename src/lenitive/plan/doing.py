"""What is to be done with one treatment, in one line."""

from __future__ import annotations

from collections.abc import Sequence

from lenitive.knowledge.treatments.model import StopSlowly, Treatment
from lenitive.plan import sentences
from lenitive.plan.reasons import Reason, Sides
from lenitive.plan.starting import Start


def do(
    treatment: Treatment,
    standing: str,
    current: str | None,
    said: Sides,
    begin: Start | None,
    slow: Sequence[StopSlowly],
) -> str:
    """The line of an option; whatever must not be stopped suddenly says so."""
    if current is None:
        return _new(treatment, standing, said, begin)
    text = _now(current, said)
    never = sentences.never_suddenly(slow, pace=current == "stop_slowly")
    return f"{text}. {never}" if slow else text


def _now(current: str, said: Sides) -> str:
    why = _strongest(said.against)
    if why == sentences.NO_REASON:
        why = sentences.NOT_ON_RECORD
    if current == "continue":
        check = _first(said.needs) or (why if why != sentences.NOT_ON_RECORD else "")
        return f"Go on, with a check: {check}" if check else "Go on"
    checks = [each for each in said.needs if not each.ask]
    if current == "review" and any(each.today for each in said.against):
        return f"Look at it again today: {why}"
    if current == "review":
        return f"Look at it again with the person: {why or _first(checks) or sentences.NOT_ON_RECORD}"
    return f"Plan with the person to lower it slowly: {why}".rstrip(": ")


def _new(treatment: Treatment, standing: str, said: Sides, begin: Start | None) -> str:
    if standing == "fits_now":
        return f"Offer it: {_how(treatment, begin)}"
    if standing == "consider":
        weigh, needs = _strongest(said.against), _first(said.needs)
        if not weigh and needs:
            return f"{needs}. Then offer it: {_how(treatment, begin)}"
        return f"Weigh it: {weigh}. If chosen: {_how(treatment, begin)}".replace("it: . If chosen", "it")
    if standing == "unknown":
        return _first(said.needs) or "Find out first what the pain is"
    why = _strongest(said.against) or sentences.NO_REASON
    lead = {"later": "Not yet", "already_tried": "Not again"}.get(standing, "Not for this person")
    return f"{lead}: {why}"


def _how(treatment: Treatment, begin: Start | None) -> str:
    if begin is None:
        return treatment.trial_length
    limits = f"; {'; '.join(begin.limits)}" if begin.limits else ""
    return f"start {begin.start}{limits}"


def _strongest(reasons: Sequence[Reason]) -> str:
    """The reason that leaves the least; of several, the first."""
    return max(reasons, key=lambda each: each.leaves).text if reasons else ""


def _first(reasons: Sequence[Reason]) -> str:
    return reasons[0].text if reasons else ""
