"""How rules fare: how often each was shown, acted on and overridden, and for which reasons.

Counted in the store, rule by rule; nobody's record is opened.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.models import RuleAnswer, RuleLook, RuleShown
from lenitive.desk.models import Staff
from lenitive.knowledge.choices import choices
from lenitive.knowledge.rules.model import Rule
from lenitive.knowledge.rules.site import chosen_rules

PUT_UP, KEEP, CHANGE = "put_up", "keep", "change"
_LOOKED = (KEEP, CHANGE)


@dataclass(frozen=True)
class Rate:
    """One rule over the window. why : why it is up for review, or nothing."""

    rule: Rule
    shown: int
    acted: int
    open: int
    overridden: int
    reasons: tuple[tuple[str, int], ...]
    why: str
    look: RuleLook | None
    owner: str

    @property
    def answered(self) -> int:
        """How often somebody answered it."""
        return self.acted + self.open + self.overridden

    @property
    def percent(self) -> str:
        """The share of answers that override it; a dash where nobody answered."""
        return f"{100 * self.overridden / self.answered:.0f} %" if self.answered else "–"


@dataclass(frozen=True)
class Counted:
    """Counts of the window, by rule."""

    shown: Mapping[str, int]
    answers: Mapping[str, Counter[str]]
    reasons: Mapping[str, Counter[str]]
    since_look: Mapping[str, Counter[str]]
    looks: Mapping[str, RuleLook]


def rates(today: date) -> list[Rate]:
    """Every rule that was shown or answered in the window, those up for review first."""
    counted = _counted(today)
    made = [
        _rate(rule, counted)
        for rule in chosen_rules()
        if counted.shown.get(rule.id) or counted.answers.get(rule.id) or rule.id in counted.looks
    ]
    return sorted(made, key=lambda each: (not each.why, -each.overridden, -each.shown, each.rule.id))


def owner_of(rule: Rule) -> str:
    """A role or a user name: of the set of the rule, else of all."""
    named: Mapping[str, str] = {**choices().owners, **settings.RULE_OWNERS}
    return named.get(rule.set, named["all"])


def owns(staff: Staff, owner: str) -> bool:
    """Whether that is the role or the name of this person."""
    return owner in (staff.role, staff.username)


def _rate(rule: Rule, counted: Counted) -> Rate:
    said = counted.answers.get(rule.id, Counter())
    look = counted.looks.get(rule.id)
    return Rate(
        rule=rule,
        shown=counted.shown.get(rule.id, 0),
        acted=said["acted"],
        open=said["open"],
        overridden=said["overridden"],
        reasons=tuple(_in_words(counted.reasons.get(rule.id, Counter()))),
        why=_why(counted.since_look.get(rule.id, Counter()), look),
        look=look,
        owner=owner_of(rule),
    )


def _why(said: Counter[str], look: RuleLook | None) -> str:
    """Why a rule is up for review; answers from before its last review do not count."""
    if look is not None and look.did == PUT_UP:
        return _("Put up by {who}: {reason}").format(who=look.who, reason=look.reason)
    bound, answered = choices().review_of_rules, said.total()
    if answered >= bound.least_answers and said["overridden"] >= bound.share * answered:
        return _("{overridden} of {answered} answers override it").format(
            overridden=said["overridden"], answered=answered
        )
    return ""


def _in_words(reasons: Counter[str]) -> Iterable[tuple[str, int]]:
    for name, times in reasons.most_common():
        yield choices().reason_words.get(name, _("in own words")), times


def _counted(today: date) -> Counted:
    start = today - timedelta(days=choices().review_of_rules.days)
    standing = RuleAnswer.objects.filter(entry__undone_at=None, at__date__gt=start)
    looked = RuleLook.objects.filter(rule=OuterRef("rule"), did__in=_LOOKED).order_by("-at").values("at")[:1]
    newer = standing.annotate(looked=Subquery(looked)).filter(Q(looked=None) | Q(at__gt=F("looked")))
    shown = RuleShown.objects.filter(day__gt=start).values_list("rule").annotate(times=Count("pk"))
    overridden = standing.filter(did="overridden")
    return Counted(
        shown=dict(shown.order_by()),
        answers=_by_rule(standing.values_list("rule", "did").annotate(times=Count("pk")).order_by()),
        reasons=_by_rule(overridden.values_list("rule", "reason_id").annotate(times=Count("pk")).order_by()),
        since_look=_by_rule(newer.values_list("rule", "did").annotate(times=Count("pk")).order_by()),
        looks={look.rule: look for look in RuleLook.objects.order_by("at", "pk")},
    )


def _by_rule(rows: Iterable[tuple[str, str, int]]) -> dict[str, Counter[str]]:
    made: dict[str, Counter[str]] = defaultdict(Counter)
    for rule, name, times in rows:
        made[rule][name] += times
    return dict(made)


def keep_look(rule: str, did: str, reason: str, staff: Staff) -> RuleLook:
    """Put a rule up for review, or say what its review came to."""
    return RuleLook.objects.create(
        rule=rule, did=did, reason=reason, at=timezone.now(), staff=staff, who=staff.name
    )
