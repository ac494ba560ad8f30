"""Who may do what: the question to the one policy, and the decorator that asks it.

Views never look at roles. They say `@may("see", "summary")`; the answer goes into the audit trail. The policy
itself, role x relation x action, is the table in `policy.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from hashlib import blake2b
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lenitive.desk import audit, clinics
from lenitive.desk.models import BrokenGlass, CareTeam, Merge, Patient, Role, Staff
from lenitive.desk.policy import ABOUT_A_PERSON, IN_WORDS, POLICY, Relation

__all__ = [
    "ABOUT_A_PERSON",
    "IN_WORDS",
    "POLICY",
    "Decision",
    "Relation",
    "answers",
    "asks",
    "broken_glass",
    "decide",
    "few_people",
    "may",
    "open_to",
    "own_account",
    "relation",
    "rule",
    "told_lately",
    "visible_people",
]

_QUIET_SECONDS = 15 * 60
_WHY_YES: dict[Relation, Promise] = {
    Relation.TEAM: _("on the care team"),
    Relation.OPEN: _(
        "nobody is on this person's care team yet, so the clinic's clinicians and coordinators may"
    ),
    Relation.CLINIC: _("the role allows it for every person of the clinic"),
    Relation.OTHER: _("the role allows it for people of another clinic"),
    Relation.BROKEN: _("broken glass"),
    Relation.NONE: _("the role allows it"),
}
_NOT_THE_ROLE = _("this is not part of the role")
_NOT_SO: dict[Relation, Promise] = {
    Relation.TEAM: _("the role does not allow it on the care team"),
    Relation.OPEN: _("nobody is on this person's care team yet, and the role needs to be on it"),
    Relation.CLINIC: _("others care for this person"),
    Relation.OTHER: _("the person is of another clinic"),
    Relation.BROKEN: _("broken glass does not go so far"),
    Relation.NONE: _NOT_THE_ROLE,
}
_NO_SUCH_PERSON = _("there is no such person")
_NOT_SIGNED_IN = _("not signed in")


@dataclass(frozen=True)
class Decision:
    """Yes or no, with the reason in words."""

    allowed: bool
    why: str
    relation: Relation = Relation.NONE


def decide(staff: Any, action: str, patient_id: str | None = None) -> Decision:
    """Whether someone may do something, about a person where the action is about one, and why.

    Raises : ValueError when the policy knows no such action, or the person is missing.
    """
    _known_action(action)
    if (action in ABOUT_A_PERSON) != (patient_id is not None):
        raise ValueError(f"{action!r} is {'' if patient_id is None else 'not '}about a person")
    if not isinstance(staff, Staff) or not staff.is_active:
        return Decision(False, str(_NOT_SIGNED_IN))
    if patient_id is None:
        return rule(staff.role, action, Relation.NONE)
    if not Patient.objects.filter(patient_id=patient_id).exists():
        return Decision(False, str(_NO_SUCH_PERSON))
    answer = rule(staff.role, action, relation(staff, patient_id))
    return _because(answer, _of_the_glass(staff, patient_id, answer.relation))


def rule(role: str, action: str, relation: Relation) -> Decision:
    """The policy alone, without any account or person."""
    allowed_in = POLICY[action].get(Role(role), frozenset())
    if relation in allowed_in:
        return Decision(True, str(_WHY_YES[relation]), relation)
    return Decision(False, str(_NOT_SO[relation] if allowed_in else _NOT_THE_ROLE), relation)


def _because(decision: Decision, reason: str) -> Decision:
    """The reason that was given for breaking the glass stands in every yes that rests on it."""
    return Decision(True, reason, decision.relation) if reason and decision.allowed else decision


def _of_the_glass(staff: Staff, patient_id: str, relation: Relation) -> str:
    glass = broken_glass(staff, patient_id) if relation == Relation.BROKEN else None
    if glass is None:
        return ""
    said = {"until": audit.moment(glass.until), "reason": glass.reason}
    return _("broken glass until %(until)s: %(reason)s") % said


def relation(staff: Staff, patient_id: str) -> Relation:
    """How someone stands to a person now."""
    team = set(
        CareTeam.objects.on(timezone.now()).filter(patient_id=patient_id).values_list("staff_id", flat=True)
    )
    if staff.pk in team:
        return Relation.TEAM
    own = clinics.is_of_own(staff, patient_id)
    if own and not team:
        return Relation.OPEN
    if broken_glass(staff, patient_id) is not None:
        return Relation.BROKEN
    return Relation.CLINIC if own else Relation.OTHER


def broken_glass(staff: Staff, patient_id: str, when: datetime | None = None) -> BrokenGlass | None:
    """The glass that someone broke for a person and that is still broken, the one that lasts longest."""
    broken = BrokenGlass.objects.on(when or timezone.now()).filter(staff=staff, patient_id=patient_id)
    found: BrokenGlass | None = broken.order_by("-until").first()
    return found


def visible_people(staff: Staff, action: str = "see") -> QuerySet[Any]:
    """The people about whom someone may do something (see the record), as a queryset of patient rows.

    What is one's own is a short list of ids; whether others care for a person is asked person by person,
    since that list would be nearly everybody.
    """
    in_which, now = POLICY[action].get(Role(staff.role), frozenset()), timezone.now()
    caring, glass = CareTeam.objects.on(now), BrokenGlass.objects.on(now).filter(staff=staff)
    cared = Q(Exists(caring.filter(patient_id=OuterRef("patient_id"))))
    mine = Q(patient_id__in=caring.filter(staff=staff).values("patient_id"))
    broken, own = Q(patient_id__in=glass.values("patient_id")), clinics.own_people(staff)
    first = {Relation.TEAM: mine, Relation.OPEN: ~cared & own}
    allowed, others = Q(pk__in=[]), Q()
    for each, condition in first.items():
        if each in in_which:
            allowed |= condition
        else:
            others &= ~condition
    rest = {
        Relation.BROKEN: broken & others,
        Relation.CLINIC: own & cared & ~mine & ~broken,
        Relation.OTHER: ~own & ~mine & ~broken,
    }
    for each in in_which & rest.keys():
        allowed |= rest[each]
    return Patient.objects.filter(allowed)


def few_people(staff: Staff, most: int, action: str = "see") -> list[str] | None:
    """Ids among which is everybody about whom someone may do something; None where these may be more.

    So that a list of a small clinic is not looked for among everybody.
    """
    in_which, now = POLICY[action].get(Role(staff.role), frozenset()), timezone.now()
    where: list[QuerySet[Any]] = [
        each.objects.on(now).filter(staff=staff).values_list("patient_id", flat=True)
        for each in (CareTeam, BrokenGlass)
    ]
    if in_which & {Relation.OPEN, Relation.CLINIC, Relation.OTHER}:
        own = None if Relation.OTHER in in_which else clinics.ids_of_own(staff)
        if own is None:
            return None
        where.append(own)
    ids = {patient_id for each in where for patient_id in each[: most + 1]}
    return sorted(ids) if len(ids) <= most else None


def answers(staff: Any, patient_id: str) -> dict[str, Decision]:
    """What the policy says to each action about one person; how someone stands to them is asked once."""
    first = decide(staff, "see", patient_id)
    if first.why in (str(_NOT_SIGNED_IN), str(_NO_SUCH_PERSON)):
        return dict.fromkeys(IN_WORDS, first)
    every = {action: rule(staff.role, action, first.relation) for action in IN_WORDS}
    reason = _of_the_glass(staff, patient_id, first.relation)
    return {action: _because(answer, reason) for action, answer in every.items()}


View = Callable[..., HttpResponse]


def open_to(whom: str) -> Callable[[View], View]:
    """Mark a view that needs no decision, and say for whom it is: anyone, or oneself (whoever is signed in).

    A test walks every address of the site and refuses a view that carries neither this mark nor `may`.
    """

    def decorate(view: View) -> View:
        view.policy = f"open to {whom}"  # type: ignore[attr-defined]
        return view

    return decorate


own_account = open_to("oneself")


def asks(action: str) -> Callable[[View], View]:
    """Mark a view that hands on to others, each behind `may`; `action` is the least that it asks."""
    _known_action(action)

    def decorate(view: View) -> View:
        view.policy = action  # type: ignore[attr-defined]
        return view

    return decorate


def _known_action(action: str) -> None:
    if action not in POLICY:
        raise ValueError(f"the policy knows no action {action!r}; it knows {', '.join(POLICY)}")


def told_lately(who: Any, what: str, patient_id: str | None) -> bool:
    """Whether the trail heard of this within a quarter of an hour, from this process; it has from now on."""
    said = f"{type(who).__name__} {who.pk} {what} {patient_id}".encode()
    return not cache.add(f"quiet-{blake2b(said, digest_size=16).hexdigest()}", True, _QUIET_SECONDS)


def may(action: str, what: str = "", *, quiet: bool = False) -> Callable[[View], View]:
    """Let a view run only for those who may; a refusal is a 404, and both are in the audit trail.

    action : one of `POLICY`; where it is about a person, the view takes `patient_id`.
    what : the thing that is opened, as the audit trail calls it.
    quiet : what is allowed is in the trail once a quarter of an hour: for a page that is open, and asks many
    times a minute.
    The view finds the decision as `request.decision`.
    """
    _known_action(action)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            patient_id = kwargs["patient_id"] if action in ABOUT_A_PERSON else None
            decision = decide(request.user, action, patient_id)
            if not (quiet and decision.allowed and told_lately(request.user, what, patient_id)):
                audit.record(
                    request,
                    action,
                    what=what,
                    patient_id=patient_id,
                    allowed=decision.allowed,
                    why=decision.why,
                )
            if not decision.allowed:
                elsewhere = _merged_into(request, action, patient_id)
                if elsewhere:
                    return redirect(elsewhere)
                raise Http404("not found, or not for you")
            request.decision = decision  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        guarded.policy = action  # type: ignore[attr-defined]
        return guarded

    return decorate


def _merged_into(request: HttpRequest, action: str, patient_id: str | None) -> str:
    """Where the page of a person is who was merged into another one, for whoever may see that one's."""
    if patient_id is None or request.method != "GET":
        return ""
    kept = Merge.objects.filter(gone=patient_id, undone_at=None).values_list("kept", flat=True).first()
    match = request.resolver_match
    if kept is None or match is None or not decide(request.user, action, kept).allowed:
        return ""
    return reverse(match.view_name, args=match.args, kwargs={**match.kwargs, "patient_id": kept})
