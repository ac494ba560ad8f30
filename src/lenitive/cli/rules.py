"""`lenitive rules`: the rules, what one says, and one rule's truth for a person, branch by branch."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

import click
import orjson

from lenitive.cli import options


@click.group("rules")
def command() -> None:
    """The rules: list them, show one in plain words, or explain one for a person.

    LENITIVE_GUIDELINES names a file that switches guidelines off at this site (docs/rules.md).
    """


@command.command("list")
@options.json_option
def list_rules(as_json: bool) -> None:
    """Every rule by its set, on or off at this site; then what the classification asks."""
    from lenitive.cli.rule_text import list_text, listed

    rows = listed()
    click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2) if as_json else list_text(rows))


@command.command("show")
@click.argument("rule_id", metavar="ID")
@options.json_option
def show_rule(rule_id: str, as_json: bool) -> None:
    """What the rule, criterion or grade ID says: for whom, when, what to do, and by which source."""
    from lenitive.reason.explain import show

    _print(show(rule_id), as_json=as_json)


@command.command("explain")
@options.path_argument
@click.argument("rule_id", metavar="ID")
@options.patient_option
@options.as_of_option
@options.order_option
@options.json_option
def explain_rule(
    path: Path,
    rule_id: str,
    patient: str | None,
    as_of: date | None,
    orders: tuple[str, ...],
    as_json: bool,
) -> None:
    """The truth of the rule, criterion or grade ID for the person in PATH, each branch with its rows."""
    from lenitive.measure import score_record
    from lenitive.reason.explain import explain, known

    known(rule_id)
    connection, person = options.open_chart(path, patient)
    score_record(connection)
    told = explain(connection, rule_id, patient_id=person, as_of=as_of or options.today(), orders=orders)
    _print(told, as_json=as_json)


def _print(told: object, *, as_json: bool) -> None:
    from lenitive.cli.rule_text import explanation_text
    from lenitive.reason.explain import Explanation

    if not isinstance(told, Explanation):
        raise TypeError(told)
    if not as_json:
        click.echo(explanation_text(told))
        return
    from lenitive.knowledge.disagreements import disagreements_of_rule

    rule = told.rule
    head: dict[str, object] = {
        "rule": rule.id,
        "title": rule.title,
        "urgency": rule.urgency,
        "action": rule.action,
    }
    head |= {"source": rule.source, "verified": rule.verified, "strength": rule.strength}
    head |= {"set": rule.set, "version": rule.version}
    rest = asdict(told)
    del rest["rule"]
    rest["disagreements"] = [asdict(each) for each in disagreements_of_rule(rule.id)]
    click.echo(orjson.dumps({**head, **rest}, option=orjson.OPT_INDENT_2))
