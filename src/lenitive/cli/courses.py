"""`lenitive courses`: find, compare and bring in courses of any subject."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lenitive.cli.terminal import side_by_side, wrapped
from lenitive.errors import InputError

if TYPE_CHECKING:
    from lenitive.knowledge.learning.courses import Course
    from lenitive.learn.catalogue.finding import Found
    from lenitive.learn.catalogue.kept import Catalogue

_LONGEST = 80  # letters of what was looked for, in an error
_BROKEN = 100  # rows that are named one by one


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
    from lenitive.learn.catalogue.wishing import wished

    catalogue, asked = Catalogue.open(), " ".join(words)
    found = find(catalogue, asked, count)
    if not found:
        raise InputError(
            "no course fits", where=asked[:_LONGEST], do="Try fewer words, or `lenitive courses find`."
        )
    for number, each in enumerate(found, 1):
        if as_json:
            click.echo(json.dumps({**asdict(each.course), "reasons": each.reasons}, ensure_ascii=False))
        else:
            click.echo(_told(number, each))
    silent = catalogue.silent(wished(asked).narrowed)
    if silent and not as_json:
        said = "1 course does" if silent == 1 else f"{silent} courses do"
        click.echo(wrapped(f"{said} not say what you ask for, and is left out." if silent == 1
                            else f"{said} not say what you ask for, and are left out."))  # fmt: skip


@command.command("compare")
@click.argument("ids", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def compare_command(ids: Sequence[str], as_json: bool) -> None:
    """The courses of these IDS (or words) side by side; the best rated three without any.

    One course an argument, so put words of one in quotes: `compare "python for beginners" git`.
    """
    from lenitive.learn.catalogue.finding import table
    from lenitive.learn.catalogue.kept import Catalogue

    catalogue = Catalogue.open()
    courses = [_course(catalogue, each) for each in ids] if ids else catalogue.best(3)
    rows = table(courses)
    if as_json:
        named = {"courses": [each.id for each in courses], "table": {what: values for what, values in rows}}
        click.echo(json.dumps(named, ensure_ascii=False))
        return
    click.echo(side_by_side([each.name for each in courses], rows))


@command.command("import")
@click.argument("path", type=click.Path(path_type=Path))
def import_command(path: Path) -> None:
    """Bring in the courses of PATH: a table (CSV), or schema.org Course as JSON-LD, also in a page of HTML.

    Rows that cannot be read are named on standard error and left out; the exit status is then 1.
    """
    from lenitive.learn.catalogue.bringing import bring_in

    read, broken = bring_in(path)
    click.echo(f"{read} courses were brought in." if read != 1 else "1 course was brought in.")
    for each in broken[:_BROKEN]:
        click.echo(f"{path}, {each}. It was left out.", err=True)
    if len(broken) > _BROKEN:
        click.echo(f"{path}: {len(broken) - _BROKEN:,} more rows were left out.", err=True)
    if broken:
        sys.exit(1)


def _told(number: int, found: Found) -> str:
    """One course that was found: its name, what is known of it, why it fits and its id, within the line."""
    from lenitive.knowledge.learning.course_words import course_words
    from lenitive.learn.catalogue.telling import rating, time

    course, words = found.course, course_words("en")
    facts = [
        words.fill("of", **rating(course)) if course.rating is not None else "",
        time(course, words) or "hours not known",
        course.price or "price not known",
        course.level,
        course.format,
    ]
    lines = [
        wrapped(f"{number}. {course.name}", "   "),
        wrapped(", ".join(each for each in facts if each), "   ", "   "),
        wrapped(f"Why: {'; '.join(found.reasons)}", "   ", "   ") if found.reasons else "",
        f"   {course.id}",
    ]
    return "\n".join(each for each in lines if each)


def _course(catalogue: Catalogue, name: str) -> Course:
    from lenitive.learn.catalogue.finding import find

    course = catalogue.named(name)
    if course is None:
        found = find(catalogue, name, 1)
        if not found:
            raise InputError(
                f"there is no course {name[:_LONGEST]!r}",
                do="`lenitive courses find` lists those that are here.",
            )
        course = found[0].course
    return course
