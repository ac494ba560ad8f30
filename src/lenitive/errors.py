"""The one family of errors that a person may see: what is wrong, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["fatal", "problem", "info"]


@dataclass(frozen=True)
class Note:
    """A problem that was met and survived: the rest was read, and this is said.

    what : the problem, in plain words, with the offending value.
    where : file, line, resource and field, as far as they are known.
    do : what the reader can do about it.
    severity : fatal (a whole file could not be read), problem (something was left out or changed),
        info (worth knowing; nothing was lost).
    """

    what: str
    where: str = ""
    do: str = ""
    severity: Severity = "problem"

    def __str__(self) -> str:
        """The note as one line."""
        return one_line(self.what, self.where, self.do)


class LenitiveError(Exception):
    """Something is wrong with what was given, and nothing was changed by it.

    The command line prints the one line and exits with 1; a page prints the same words.
    """

    def __init__(self, what: str, *, where: str = "", do: str = "") -> None:
        super().__init__(one_line(what, where, do))
        self.what, self.where, self.do = what, where, do


class InputError(LenitiveError):
    """A chart, a bundle or a table cannot be read as what it claims to be."""


class AnswerError(LenitiveError):
    """An answer lies outside what its instrument allows."""


class KnowledgeError(LenitiveError):
    """A knowledge file names what does not exist, or breaks its schema; says file and line."""


class ConfigurationError(LenitiveError):
    """The site's settings or its machine lack something that is needed."""


def one_line(what: str, where: str, do: str) -> str:
    """Join the three parts into one line: `where: what. do`."""
    text = f"{where}: {what}" if where else what
    text = " ".join(text.split())
    if do:
        text = f"{text.rstrip('.')}. {' '.join(do.split())}"
    return text
