"""`lenitive work refresh`: judge people ahead of the day, as the server does in the background."""

from __future__ import annotations

import click


@click.group("work")
def command() -> None:
    """The lines and the work of the people in the store."""


@command.command("refresh")
@click.option("--all", "everybody", is_flag=True, help="Judge everybody again, not only who is out of date.")
def refresh(everybody: bool) -> None:
    """Judge who is out of date: people never judged, of another day, or of other knowledge.

    A second run finds nothing to do. A running server does the same by itself, whoever comes today first.
    """
    from lenitive.site.start import ready_store

    ready_store()
    from lenitive.clinic.summary import forget
    from lenitive.clinic.work.background import once, refresh_stale
    from lenitive.desk.store import person_ids

    if everybody:
        forget(person_ids())
    done = 0
    for done in refresh_stale():
        if done % 1000 == 0:
            click.echo(f"{done:,} people", err=True)
    once()
    click.echo(f"{done:,} judged.")


@command.command("watch", hidden=True)
@click.argument("parent", type=int)
def watch(parent: int) -> None:
    """What a server starts beside itself: judge who is out of date, until the server is gone."""
    from lenitive.site.start import ready_store

    ready_store()
    from lenitive.clinic.work.background import watch as go_on

    go_on(parent)
