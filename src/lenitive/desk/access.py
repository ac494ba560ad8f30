"""Who may do what: the one policy, as role x relation x action, and the decorator that asks it.

Views never look at roles. They say `@may("see", "summary")`; the answer goes into the audit trail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lenitive.desk import audit
from lenitive.desk.models import CareTeam, Patient, Role, Staff


class Relation(StrEnum):
    """How someone who works here stands to a person."""

    TEAM = "team"  # on the care team now
    OPEN = "open"  # the person has no care team yet
    OTHER = "other"  # others care for the person
    NONE = "none"  # the question is not about one person


_CLINICIANS = (Role.PHYSICIAN, Role.PHYSIOTHERAPIST, Role.PSYCHOLOGIST, Role.NURSE)
_CARE = (*_CLINICIANS, Role.COORDINATOR)
_NEAR = frozenset({Relation.TEAM, Relation.OPEN})
_ANYONE = frozenset({Relation.TEAM, Relation.OPEN, Relation.OTHER})
_NOBODY = frozenset({Relation.NONE})

# action -> role -> the relations in which it is allowed. What does not stand here is refused.
POLICY: dict[str, dict[Role, frozenset[Relation]]] = {
    "list": dict.fromkeys(_CARE, _NOBODY),
    "see": dict.fromkeys(_CARE, _NEAR),
    "review": dict.fromkeys(_CLINICIANS, _NEAR),
    "join": dict.fromkeys(_CLINICIANS, _ANYONE),
    "assign": {Role.COORDINATOR: _ANYONE, Role.PHYSICIAN: _NEAR},
    "see_audit": {Role.ADMINISTRATOR: _NOBODY},
    "manage_staff": {Role.ADMINISTRATOR: _NOBODY},
}

# What a person may do about another one, in words.
IN_WORDS: dict[str, Promise] = {
    "see": _("open the record"),
    "review": _("answer a finding"),
    "join": _("join the care team"),
    "assign": _("change the care team"),
}
ABOUT_A_PERSON = frozenset(IN_WORDS)

_WHY_YES: dict[Relation, Promise] = {
    Relation.TEAM: _("on the care team"),
    Relation.OPEN: _(
        "nobody is on this person's care team yet, so the clinic's clinicians and coordinators may"
    ),
    Relation.OTHER: _("the role allows it for every person of the clinic"),
    Relation.NONE: _("the role allows it"),
}
_NOT_THE_ROLE = _("this is not part of the role")
_NOT_THE_TEAM = _("others care for this person")
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
    return rule(staff.role, action, relation(staff, patient_id))


def rule(role: str, action: str, relation: Relation) -> Decision:
    """The policy alone, without any account or person."""
    allowed_in = POLICY[action].get(Role(role), frozenset())
    if relation in allowed_in:
        return Decision(True, str(_WHY_YES[relation]), relation)
    return Decision(False, str(_NOT_THE_TEAM if allowed_in else _NOT_THE_ROLE), relation)


def relation(staff: Staff, patient_id: str) -> Relation:
    """How someone stands to a person now."""
    team = set(
        CareTeam.objects.on(timezone.now()).filter(patient_id=patient_id).values_list("staff_id", flat=True)
    )
    if not team:
        return Relation.OPEN
    return Relation.TEAM if staff.pk in team else Relation.OTHER


def visible_people(staff: Staff) -> QuerySet[Any]:
    """The people whose record someone may see, as a queryset of patient rows."""
    in_which = POLICY["see"].get(Role(staff.role), frozenset())
    now_caring = CareTeam.objects.on(timezone.now()).filter(patient_id=OuterRef("patient_id"))
    mine, anyones = Exists(now_caring.filter(staff=staff)), Exists(now_caring)
    allowed = Q(pk__in=[])
    if Relation.TEAM in in_which:
        allowed |= Q(mine)
    if Relation.OPEN in in_which:
        allowed |= ~Q(anyones)
    return Patient.objects.filter(allowed)


def answers(staff: Any, patient_id: str) -> dict[str, Decision]:
    """What the policy says to each action about one person."""
    return {action: decide(staff, action, patient_id) for action in IN_WORDS}


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


def may(action: str, what: str = "") -> Callable[[View], View]:
    """Let a view run only for those who may; a refusal is a 404, and both are in the audit trail.

    action : one of `POLICY`; where it is about a person, the view takes `patient_id`.
    what : the thing that is opened, as the audit trail calls it.
    The view finds the decision as `request.decision`.
    """
    _known_action(action)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            patient_id = kwargs["patient_id"] if action in ABOUT_A_PERSON else None
            decision = decide(request.user, action, patient_id)
            audit.record(
                request,
                action,
                what=what,
                patient_id=patient_id,
                allowed=decision.allowed,
                why=decision.why,
            )
            if not decision.allowed:
                raise Http404("not found, or not for you")
            request.decision = decision  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        guarded.policy = action  # type: ignore[attr-defined]
        return guarded

    return decorate
