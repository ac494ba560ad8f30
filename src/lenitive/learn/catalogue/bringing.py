"""A file of courses becomes part of a site's catalogue: all of it in one step, or nothing."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from lenitive.knowledge.learning.courses import Course, courses
from lenitive.learn.catalogue.kept import Catalogue, catalogue_file
from lenitive.learn.catalogue.reading import Broken, read_courses


def bring_in(path: Path, into: Path | None = None) -> tuple[int, list[Broken]]:
    """Add the courses of a file to the catalogue; a course of the same id is replaced.

    Returns : how many were read, and the rows that were not. The catalogue is replaced in one step, so that a
    reader sees the old one or the new one. Raises : InputError as `read_courses`.
    """
    target = into or catalogue_file()
    read, broken = read_courses(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".making")
    os.close(handle)
    new = Path(name)
    try:
        new.unlink()
        _made(target, read, new).close()
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)
    return len(read), broken


def _made(target: Path, read: list[Course], new: Path) -> Catalogue:
    """What is there already, or the courses that come with Lenitive, and those that were read."""
    if target.exists():
        return Catalogue.grown(target, read, new)
    return Catalogue.made({each.id: each for each in (*courses(), *read)}.values(), new)
