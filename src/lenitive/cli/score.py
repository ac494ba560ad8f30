"""`lenitive score`: answers in, scores out, one JSON object a line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click

from lenitive.errors import InputError


@click.command("score")
@click.argument("path", required=False, type=click.Path(path_type=Path))
def command(path: Path | None) -> None:
    """Score NDJSON lines {"instrument", "answers"} from PATH, or from standard input.

    A refused line gives its error object; the others are still scored; the exit status is then 1.
    """
    from lenitive.measure import score_lines

    sink = sys.stdout.buffer
    if path is None or str(path) == "-":
        fine = score_lines(sys.stdin.buffer, sink)
    else:
        try:
            with path.open("rb") as source:
                fine = score_lines(_watched(source, path), sink)
        except OSError as problem:
            raise InputError(
                problem.strerror or "cannot be read", where=str(path), do="Check the path."
            ) from problem
    sink.flush()
    if not fine:
        sys.exit(1)


def _watched(source: BinaryIO, path: Path) -> Iterator[bytes]:
    """The lines of a file; with a progress bar where a person watches standard error."""
    with click.progressbar(
        length=path.stat().st_size, file=sys.stderr, hidden=not sys.stderr.isatty(), update_min_steps=2**20
    ) as bar:
        for line in source:
            bar.update(len(line))
            yield line
