"""What insurers ask for before a procedure: policies, criteria, limits; all that they name is checked."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from lenitive.errors import InputError
from lenitive.knowledge.authorisation.model import ANY, Criterion, Limit, Policy, Settings
from lenitive.knowledge.authorisation.parse import parse_policies
from lenitive.knowledge.authorisation.settings import authorisation_language, settings, text_of
from lenitive.knowledge.rules import known_ids, rules
from lenitive.knowledge.rules.model import Rule, Scope, rules_named
from lenitive.knowledge.tables import knowledge_columns

__all__ = [
    "Criterion",
    "Limit",
    "Policy",
    "Settings",
    "as_rules",
    "policies",
    "policy_for",
    "procedures",
    "settings",
    "title_of",
]

_FILES = ("general.yaml", "medicare.yaml", "commercial.yaml")
_FOLDER = "knowledge/authorisation"


@lru_cache(maxsize=1)
def policies() -> tuple[Policy, ...]:
    """Every policy, in the order of the files."""
    known = {
        **known_ids(),
        "rule": frozenset(each.id for each in rules()),
        "entry": frozenset(settings().entries),
    }
    return parse_policies(
        (f"{_FOLDER}/criteria.yaml", text_of("criteria.yaml")),
        [(f"{_FOLDER}/{name}", text_of(name)) for name in _FILES],
        authorisation_language(),
        known,
        settings().version,
    )


def policy_for(procedure: str, name: str | None = None) -> Policy:
    """The policy that a procedure is judged by.

    name : the id of a policy, or of a payer; by default the one of settings.yaml.
    Raises : InputError, with what is near, for a procedure or a policy that is not there or do not fit.
    """
    title_of(procedure)
    name = (name or settings().default_policy).strip().lower()
    named = [each for each in policies() if name in (each.id, each.payer)]
    if not named:
        names = sorted({each.id for each in policies()} | {each.payer for each in policies()})
        raise InputError(f"there is no policy {name!r}", do=_near(name, names, "`lenitive authorise --list`"))
    fitting = [each for each in named if each.covers(procedure)]
    if fitting:
        return fitting[0]
    others = [each.id for each in policies() if each.covers(procedure)]
    raise InputError(
        f"{name} says nothing about {procedure}", do=f"These do: {', '.join(others)}. Give one with --policy."
    )


def title_of(treatment: str) -> str:
    """The title of a treatment; raises InputError, with what is near, for one that is not there."""
    title = _titles().get(treatment)
    if title is None:
        do = _near(treatment, _titles(), "`lenitive authorise --list`")
        raise InputError(f"there is no treatment {treatment!r}", do=do)
    return title


@lru_cache(maxsize=1)
def _titles() -> dict[str, str]:
    return dict(knowledge_columns("treatment", "treatment", "title"))


def _near(name: str, names: Iterable[str], where: str) -> str:
    near = get_close_matches(name, list(names), n=3, cutoff=0.5)
    return f"Near it: {', '.join(near)}; {where} shows all." if near else f"{where} shows all."


@lru_cache(maxsize=1)
def as_rules() -> tuple[Rule, ...]:
    """The criteria as rules for the one engine, after the rules whose findings they read."""
    named = set().union(*(rules_named(each.when) for policy in policies() for each in policy.criteria))
    needed = _with_those_they_read(named)
    lower = tuple(each for each in rules() if each.id in needed)
    return (*lower, *(_rule(policy, each) for policy in policies() for each in policy.criteria))


def _with_those_they_read(named: set[str]) -> set[str]:
    by_id = {each.id: each for each in rules()}
    found: set[str] = set()
    left = list(named)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += [*rules_named(by_id[name].when), *by_id[name].applies_to.excludes]
    return found


def _rule(policy: Policy, criterion: Criterion) -> Rule:
    return Rule(
        id=criterion.id,
        set="authorisation",
        layer=max(each.layer for each in rules()) + 1,
        title=criterion.need,
        applies_to=Scope(),
        urgency="routine",
        when=criterion.when,
        action="",
        settles_by=(criterion.get,),
        strength="policy",
        source=policy.source,
        verified=policy.verified,
        verified_scope=policy.verified_scope,
        note=criterion.note,
        version=policy.version,
        place=criterion.place,
    )


def procedures() -> tuple[str, ...]:
    """Every procedure that some policy names."""
    return tuple(sorted({each for policy in policies() for each in policy.procedures if each != ANY}))
