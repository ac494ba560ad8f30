"""`lenitive courses`: find, compare and bring in courses of any subject."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lenitive.errors import InputError

if TYPE_CHECKING:
    from lenitive.knowledge.learning.courses import Course
    from lenitive.learn.catalogue.kept import Catalogue


@click.group("courses")
def command() -> None:
    """Courses: find one, compare some, bring in a catalogue."""


@command.command("find")
@click.argument("words", nargs=-1)
@click.option(
    "-n", "count", default=5, show_default=True, type=click.IntRange(1, 100), help="At most so many."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def find_command(words: Sequence[str], count: int, as_json: bool) -> None:
    """Courses that fit WORDS, best first, each with the reasons; all, best rated first, without words."""
    from lenitive.learn.catalogue.finding import find
    from lenitive.learn.catalogue.kept import Catalogue

    found = find(Catalogue.open(), " ".join(words), count)
    if not found:
        raise InputError(
            "no course fits", where=" ".join(words), do="Try fewer words, or `lenitive courses find`."
        )
    for each in found:
        if as_json:
            click.echo(json.dumps({**asdict(each.course), "reasons": each.reasons}, ensure_ascii=False))
        else:
            click.echo(f"{each.course.id}  {each.course.name}\n    {'; '.join(each.reasons)}")


@command.command("compare")
@click.argument("ids", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def compare_command(ids: Sequence[str], as_json: bool) -> None:
    """The courses of these IDS (or words) side by side; the best rated three without any."""
    from lenitive.learn.catalogue.finding import table
    from lenitive.learn.catalogue.kept import Catalogue

    catalogue = Catalogue.open()
    courses = [_course(catalogue, each) for each in ids] if ids else catalogue.best(3)
    rows = table(courses)
    if as_json:
        named = {"courses": [each.id for each in courses], "table": {what: values for what, values in rows}}
        click.echo(json.dumps(named, ensure_ascii=False))
        return
    for number, each in enumerate(courses, 1):
        click.echo(f"{number}. {each.name}")
    for what, values in rows:
        click.echo(f"{what}:")
        for number, value in enumerate(values, 1):
            click.echo(f"  {number}. {value}")


@command.command("import")
@click.argument("path", type=click.Path(path_type=Path))
def import_command(path: Path) -> None:
    """Bring in the courses of PATH: CSV, or schema.org Course as JSON-LD.

    Rows that cannot be read are named on standard error and left out; the exit status is then 1.
    """
    from lenitive.learn.catalogue.bringing import bring_in

    read, broken = bring_in(path)
    click.echo(f"{read} courses were brought in.")
    for each in broken:
        click.echo(f"{path}, {each}. It was left out.", err=True)
    if broken:
        sys.exit(1)


def _course(catalogue: Catalogue, name: str) -> Course:
    from lenitive.learn.catalogue.finding import find

    course = catalogue.named(name)
    if course is None:
        found = find(catalogue, name, 1)
        if not found:
            raise InputError(
                f"there is no course {name!r}", do="`lenitive courses find` lists those that are here."
            )
        course = found[0].course
    return course
