"""Accept, change or decline a treatment: the rows, tasks and reasons that come of it.

Accepted or changed: a draft of the order, the plan of that day, a goal in the person's words where one is
said, and what is to be done. Declined: the person's refusal as a consent, or the clinic's own reason kept
here; the next alternative takes its place either way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.choices.answer import reviews
from lenitive.clinic.decisions import resources
from lenitive.clinic.decisions.declined import ACCEPT, CHANGE, DECLINE
from lenitive.clinic.decisions.resources import Resource
from lenitive.clinic.decisions.written import Act, Change, Row, keep
from lenitive.clinic.models import Entry, Kind
from lenitive.desk.models import RECORD
from lenitive.knowledge.choices import Reason, choices
from lenitive.knowledge.treatment_codes import codings_of
from lenitive.plan import decided
from lenitive.plan.options import Option
from lenitive.plan.preferences import named

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

WELCOME = ("fits_now", "consider")
_PRACTISED = ("rehabilitation", "self-management", "psychological")
_CHECKS = 4
_RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


@dataclass(frozen=True)
class Decision:
    """What is decided about one option. words : of the change. goal : in the person's words, may be empty."""

    option: Option
    answer: str
    token: str
    reason: Reason | None = None
    own_reason: str = ""
    words: str = ""
    goal: str = ""

    @property
    def why(self) -> str:
        """The reason in words."""
        said = (self.reason.words if self.reason else "", self.own_reason)
        return ". ".join(each for each in said if each)


def reason_of(name: str) -> Reason | None:
    """One of the reasons for declining or changing."""
    return next((each for each in choices().option_reasons if each.id == name), None)


def needs_reason(option: Option, answer: str) -> bool:
    """Declining and changing do; accepting does where something speaks against it or it is not clear yet."""
    return answer != ACCEPT or option.standing not in WELCOME


def decide(patient_id: str, decision: Decision, staff: Staff) -> tuple[Entry, bool]:
    """Keep the decision and write what comes of it. Raises as `keep`."""
    option, at = decision.option, timezone.localtime()
    words = {ACCEPT: _("Accepted"), CHANGE: _("Accepted with a change"), DECLINE: _("Declined")}
    said = f"{words[decision.answer]}: {decision.words}" if decision.words else words[decision.answer]
    act = Act(
        patient_id=patient_id,
        kind=Kind.OPTION,
        subject=option.treatment.id,
        title=option.treatment.title,
        answer=decision.answer,
        words=said,
        token=decision.token,
        reason=decision.why,
        reason_id=decision.reason.id if decision.reason else "",
    )
    opposite = "permit" if decision.answer == DECLINE else "deny"
    made = _declined(decision) if decision.answer == DECLINE else _accepted(decision, staff.name)
    return keep(
        act,
        staff,
        resources=list(made),
        rows=[*_trial(decision), _reviewed(decision, staff)],
        changes=_withdrawn(patient_id, option.treatment.id, opposite),
        tasks=[] if decision.answer == DECLINE else list(tasks(option, at.date())),
    )


def _declined(decision: Decision) -> Iterator[Resource]:
    """The person's own no is a consent that the plan reads everywhere; a no of the clinic's is none."""
    if decision.reason is not None and decision.reason.by == "person":
        words = decision.option.treatment.title.partition(" (")[0]
        yield resources.consent(words, decision="deny", at=timezone.localtime())


def _reviewed(decision: Decision, staff: Staff) -> tuple[str, Row]:
    """The decision as a row of the record, which every plan made of these rows knows."""
    outcome = {ACCEPT: decided.ACCEPTED, CHANGE: decided.CHANGED, DECLINE: decided.DECLINED}
    finding = decided.about(decision.option.treatment.id)
    why = ". ".join(each for each in (decision.words, decision.why) if each)
    (made,) = reviews([finding], staff, outcome[decision.answer], why)
    return made


def _accepted(decision: Decision, who: str) -> Iterator[Resource]:
    option, at = decision.option, timezone.localtime()
    if option.current is None:
        yield order(option, who, instruction=decision.words)
    yield resources.care_plan(
        "Pain plan",
        at=at,
        who=who,
        activities=[
            option.treatment.title,
            decision.words,
            *(words for words, _due in tasks(option, at.date())),
        ],
    )
    if decision.goal:
        yield resources.goal(
            decision.goal, target=_target(option), due=look_again(option, at.date()), day=at.date()
        )


def order(option: Option, who: str, *, instruction: str = "", intent: str = "plan") -> Resource:
    """The draft of an order of a treatment: a prescription of a medicine, else a service."""
    treatment, at = option.treatment, timezone.localtime()
    codings = codings_of(treatment.id)
    why = option.speaks_for[0].text if option.speaks_for else ""
    if treatment.modality == "pharmacological":
        medicine = resources.concept(treatment.title, *(codings if len(codings) == 1 else ()))
        start = instruction or (option.start.start if option.start else "")
        made = resources.medication_order(medicine, at=at, who=who, instruction=start, why=why)
    else:
        code = resources.concept(treatment.title, *(each for each in codings[:1] if each[0] != _RXNORM))
        made = resources.service(code, at=at, who=who, why=why, note=instruction)
    return {**made, "intent": intent}


def _trial(decision: Decision) -> Iterator[tuple[str, Row]]:
    """What the person told of an earlier trial, for the ledger."""
    if decision.answer == DECLINE and decision.reason is not None and decision.reason.trial:
        yield (
            "treatment",
            {
                "treatment": decision.option.treatment.id,
                "outcome": decision.reason.trial,
                "stopped_because": decision.why,
                "said_by": "patient",
            },
        )


def _withdrawn(patient_id: str, treatment: str, decision: str) -> list[Change]:
    """Consents of today that say the opposite: a later word of the same day takes their place."""
    rows: Any = RECORD["consent"].objects.filter(
        patient_id=patient_id, decision=decision, status="active", at_high=timezone.localdate()
    )
    return [
        Change("consent", row.row_id, {"status": "inactive"})
        for row in rows
        if treatment in named(row.kind or "")
    ]


def tasks(option: Option, day: date) -> Iterator[tuple[str, date | None]]:
    """What is to be done so that it begins, is practised, watched and judged, each with its day if any."""
    for need in option.needs[:_CHECKS]:
        yield need.text, None
    if option.judged_by.baseline is None:
        yield _("Measure first: {scale}").format(scale=option.judged_by.title), day
    if option.treatment.modality in _PRACTISED:
        yield _("Home programme: agree what, how often and how to begin; try it once together"), day
    for each in option.treatment.monitoring:
        yield _("Watch: {what}").format(what=each), None
    yield (
        _("Look again: {target}. Trial: {length}").format(
            target=_target(option), length=option.treatment.trial_length
        ),
        look_again(option, day),
    )


def look_again(option: Option, day: date) -> date | None:
    """The day on which a fair trial is over, where its length is known in weeks."""
    trial = option.treatment.trial
    return day + timedelta(weeks=trial.min_weeks) if trial and trial.min_weeks else None


def _target(option: Option) -> str:
    judged = option.judged_by
    return f"{judged.title}: {judged.change}" if judged.change else judged.title


def history(patient_id: str) -> Sequence[Entry]:
    """Every decision about treatments, the newest first, with its tasks."""
    entries = Entry.objects.filter(patient_id=patient_id, kind=Kind.OPTION)
    return list(entries.prefetch_related("tasks").order_by("-pk"))
