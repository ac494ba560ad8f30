"""Authorisation readiness in plain text: the standing first, then what is missing, then what is there."""

from __future__ import annotations

from collections.abc import Iterator

from lenitive.plan.authorisation import Authorisation, Evidence, Item

_MARK = {"met": "[met]", "not_met": "[not met]", "unknown": "[unknown]"}


def authorisation_text(made: Authorisation) -> str:
    """The whole checklist."""
    blocks = [
        _head(made),
        "\n".join(("What is missing:", *(_missing(made) or ["  Nothing."]))),
        "\n".join(("Criteria:", *(line for each in made.items for line in _item(each)))),
        _lines("Limits:", (f"[{each.status.replace('_', ' ')}] {each.statement}" for each in made.limits)),
        _lines("Conservative care on record:", (each.words for each in made.care)),
        _lines("Not asked for here:", (f"{each.need} ({each.why})" for each in made.not_needed)),
        f"Referral: {made.referral.statement}",
        _lines("The policy does not cover:", made.not_covered),
        _benefit(made),
        _source(made),
    ]
    return "\n\n".join(block for block in blocks if block)


def _head(made: Authorisation) -> str:
    place = f", {made.place}" if made.place else ""
    return (
        f"{made.title}{place}: {made.policy_title}\n{made.patient} as of {made.as_of}: {made.standing_words}."
    )


def _missing(made: Authorisation) -> list[str]:
    lines = []
    for each in made.missing:
        told = [f"      {line}" for line in each.missing]
        lines += [f"  {each.id}:", *told, f"      How to get it: {each.get}."]
    for limit in made.limits_missing:
        lines += [f"  {limit.id}:", f"      {limit.statement}", f"      What to do: {limit.get}."]
    return lines


def _item(item: Item) -> Iterator[str]:
    yield f"  {_MARK[item.status]} {item.need}"
    yield from (f"      {_row(each)}" for each in item.evidence)
    yield from (f"      on record: {_row(each)}" for each in item.on_record)


def _row(row: Evidence) -> str:
    return f"{row.says}, {row.on or 'no date'} ({row.resource})"


def _lines(title: str, lines: Iterator[str] | tuple[str, ...]) -> str:
    told = [f"  {line}" for line in lines]
    return "\n".join((title, *told)) if told else ""


def _benefit(made: Authorisation) -> str:
    checked = "" if made.benefit.verified else " (not verified)"
    lines = [f"  {each}" for each in made.benefit.statements]
    return "\n".join((f"{made.cover_is_not_evidence} Evidence of benefit{checked}:", *lines))


def _source(made: Authorisation) -> str:
    checked = f"verified: {made.verified_scope or 'yes'}" if made.verified else "not verified"
    note = f" {made.note}" if made.note else ""
    head = f"Policy {made.policy}, version {made.version}. {made.source} ({checked}).{note}"
    return f"{head} Policies change; this is no promise of cover."
