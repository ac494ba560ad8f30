"""`lenitive ask`: a question about pain care or courses, answered from the library."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from lenitive.cli.terminal import side_by_side, wrapped

if TYPE_CHECKING:
    from lenitive.learn.answer import Reply, Source


@click.command("ask")
@click.argument("question", required=False, default="-")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: kind, answer, sources, ranked.")
def command(question: str, as_json: bool) -> None:
    """Answer QUESTION from Lenitive's library alone, with sources.

    With "-", or without a question, one question a line is read from standard input, and each is answered in
    its own line with --json. Not medical advice: what is about yourself is referred to those who know you.
    Whatever is answered, also a refusal, ends with 0; only what cannot be run ends with another code.
    """
    from lenitive.learn.ask import ask
    from lenitive.learn.rephrase import rephrase

    asked = (line.rstrip("\n") for line in sys.stdin) if question == "-" else iter([question])
    for each in asked:
        reply = rephrase(ask(each))
        click.echo(json.dumps(as_object(reply), ensure_ascii=False) if as_json else _text(reply))
        if question == "-":
            sys.stdout.flush()


def as_object(reply: Reply) -> dict[str, Any]:
    """A reply as the command contract has it."""
    return {
        "kind": reply.kind,
        "answer": reply.answer,
        "sources": [
            {"id": each.id, "title": each.title, "source": each.source, "verified": each.verified}
            for each in reply.sources
        ],
        "ranked": list(reply.ranked),
        **({"columns": list(reply.columns), "table": [[what, *values] for what, values in reply.table]}
           if reply.table else {}),
    }  # fmt: skip


def _text(reply: Reply) -> str:
    """A reply for the terminal: the answer in its paragraphs, the table, then the sources by number."""
    from lenitive.learn.answer import said  # here, so that other commands start without it

    parts = ["\n".join(wrapped(line) for line in reply.answer.split("\n"))]
    if reply.table:
        parts.append(side_by_side(reply.columns, reply.table))
    if reply.sources:
        note = said("not_verified", reply.language).rstrip(":").lower()
        parts.append("\n".join(_source(n, each, note) for n, each in enumerate(reply.sources, 1)))
    return "\n\n".join(parts)


def _source(number: int, of: Source, not_verified: str) -> str:
    where = f" ({of.source})" if of.source else ""
    return wrapped(f"[{number}] {of.title}{where}{'' if of.verified else f', {not_verified}'}", "    ")
