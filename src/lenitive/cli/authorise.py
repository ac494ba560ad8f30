"""`lenitive authorise`: what an insurer asks for before a procedure, what is there, what is missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
import orjson

from lenitive.cli import options


@click.command("authorise")
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.argument("procedure", required=False)
@click.option(
    "--policy",
    default=None,
    metavar="P",
    help="A policy or a payer (default: what insurers usually ask for).",
)
@click.option("--place", default="", metavar="WORDS", help="Region, level or side, as in 'L4-L5 left'.")
@options.as_of_option
@options.patient_option
@options.json_option
@click.option("--list", "as_list", is_flag=True, help="List the policies and their procedures.")
def command(
    path: Path | None,
    procedure: str | None,
    policy: str | None,
    place: str,
    as_of: date | None,
    patient: str | None,
    as_json: bool,
    as_list: bool,
) -> None:
    """Check the chart PATH against what policy P asks for before PROCEDURE (a treatment id)."""
    if as_list:
        _list(as_json=as_json)
        return
    if path is None or procedure is None:
        raise click.UsageError("Give the chart PATH and the PROCEDURE, or --list.")
    from lenitive.knowledge.authorisation import policy_for
    from lenitive.measure import score_record
    from lenitive.plan.authorisation import authorise

    policy_for(procedure, policy)
    connection, person = options.open_chart(path, patient)
    score_record(connection)
    made = authorise(
        connection, procedure, policy, patient_id=person, as_of=as_of or options.today(), place=place
    )
    if as_json:
        click.echo(orjson.dumps(made.as_json(), option=orjson.OPT_INDENT_2))
        return
    from lenitive.cli.authorise_text import authorisation_text

    click.echo(authorisation_text(made))


def _list(*, as_json: bool) -> None:
    from lenitive.knowledge.authorisation import policies

    rows = [
        {"policy": each.id, "payer": each.payer, "title": each.title, "procedures": list(each.procedures)}
        for each in policies()
    ]
    if as_json:
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
        return
    wide = max(len(str(row["policy"])) for row in rows)
    for row in rows:
        click.echo(f"{row['policy']:<{wide}}  {row['title']}: {', '.join(row['procedures'])}")
