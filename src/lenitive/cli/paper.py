"""`lenitive paper`: a paper of one person as an accessible PDF."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from lenitive.cli import options
from lenitive.cli.taper_options import is_asked, taper_options, wish_of
from lenitive.errors import InputError

if TYPE_CHECKING:
    from lenitive.plan.papers import Kind

_KINDS = ("summary", "referral", "plan", "taper", "authorisation")


@click.command("paper")
@click.argument("kind", type=click.Choice(_KINDS))
@options.path_argument
@options.as_of_option
@options.patient_option
@click.option(
    "--out", type=click.Path(path_type=Path), default=None, metavar="FILE", help="Where to write it."
)
@click.option("--procedure", default="", metavar="ID", help="Of an authorisation: the treatment id.")
@click.option("--policy", default=None, metavar="P", help="Of an authorisation: a policy or a payer.")
@click.option("--place", default="", metavar="WORDS", help="Of an authorisation: region, level or side.")
@click.option("--to-whom", "to", default="", metavar="WORDS", help="Of a referral: to whom.")
@click.option("--from", "sender", default="", metavar="WORDS", help="Of a referral: from whom.")
@click.option("--question", default="", metavar="WORDS", help="Of a referral: what is asked.")
@taper_options
def command(
    kind: str,
    path: Path,
    as_of: date | None,
    patient: str | None,
    out: Path | None,
    procedure: str,
    policy: str | None,
    place: str,
    to: str,
    sender: str,
    question: str,
    **wished: Any,  # the options of a taper, which `wish_of` takes one by one
) -> None:
    """Print a paper about the person in the chart PATH as an accessible PDF.

    KIND is summary (one page for the clinician), referral, plan (for the person, in plain words), taper
    (calendar) or authorisation. Without --out the PDF goes to standard output.
    """
    from lenitive.measure import score_record
    from lenitive.plan.papers import Asked, paper_pdf

    if out is None and sys.stdout.isatty():
        raise click.UsageError(
            "A PDF is nothing to read here: give --out FILE, or send the output to a file."
        )
    if kind != "taper" and is_asked(wished):
        raise click.UsageError("The options of a taper go with the paper of kind taper.")
    wish = wish_of(**wished)
    connection, person = options.open_chart(path, patient)
    score_record(connection)
    asked = Asked(wish, procedure, policy, place, to, sender, question)
    made = paper_pdf(
        connection, cast("Kind", kind), patient_id=person, as_of=as_of or options.today(), asked=asked
    )
    if out is None:
        sys.stdout.buffer.write(made)
        return
    try:
        out.write_bytes(made)
    except OSError as problem:
        raise InputError(
            f"cannot be written ({problem.strerror})", where=str(out), do="Check the folder and its rights."
        ) from None
    click.echo(f"{out}: {kind}, {len(made) // 1024} kB")
