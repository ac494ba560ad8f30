"""Set a paper: a template of ours and its data become an accessible PDF (PDF/UA-1, checked by the compiler).

Words reach the template as JSON and are set as text, so that nothing in a chart is ever read as markup. The
same data give the same bytes: the date is the one asked about, and only the fonts inside the compiler are
used, unless a letter is in none of them; then the machine's own fonts are tried, and a letter that none of
these has is printed as its Unicode number, never as an empty box.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from importlib.resources import as_file, files
from typing import Any, Literal, Protocol

import orjson
import typst

from lenitive.errors import LenitiveError

Form = Literal["pdf", "png"]
Kind = Literal["summary", "referral", "plan", "taper", "authorisation"]
KINDS: tuple[Kind, ...] = ("summary", "referral", "plan", "taper", "authorisation")
# Every template; notes and letters are written by people, and made of what they signed.
Template = Literal["summary", "referral", "plan", "taper", "authorisation", "note", "letter", "waiting"]
_LACKING = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_LETTERS = "Letters without a font here are printed as their Unicode numbers."
_MOST_LETTERS = 200  # different letters that are replaced before we give up


@dataclass(frozen=True)
class Head:
    """What stands over and under every paper.

    kind : what it is, in two words. title : of the file, for screen readers. day : year, month, day.
    """

    kind: str
    title: str
    heading: str
    details: str
    foot: str
    day: tuple[int, int, int]
    lang: str = "en"


class Paper(Protocol):
    """A frozen dataclass of words for one template, which has the name of its `template`."""

    @property
    def head(self) -> Head:
        """What stands over and under it."""
        ...


def pdf(template: Template, paper: Paper) -> bytes:
    """The paper as PDF/UA-1.

    Raises LenitiveError where the template refuses the data, which is a mistake of ours.
    """
    return _settled(template, _data(paper))[0]


def png(template: Template, paper: Paper, *, points_per_inch: float = 96.0) -> list[bytes]:
    """The pages as pictures, with the same letters as the PDF."""
    _made, words, own_fonts = _settled(template, _data(paper))
    return _compile(template, words, "png", points_per_inch, own_fonts=own_fonts)


def page_count(template: Template, paper: Paper) -> int:
    """How many pages the paper has."""
    return len(_compile(template, _data(paper), "png", 12.0, own_fonts=True))


def _data(paper: Paper) -> dict[str, Any]:
    # asdict takes any dataclass; the protocol cannot say that it is one.
    words: dict[str, Any] = asdict(paper)  # type: ignore[call-overload]
    return words


def _settled(template: Template, words: dict[str, Any]) -> tuple[bytes, dict[str, Any], bool]:
    """The PDF, the words that it was made of, and whether the compiler's own fonts were enough."""
    own_fonts = True
    for _ in range(_MOST_LETTERS):
        try:
            return _compile(template, words, "pdf", own_fonts=own_fonts)[0], words, own_fonts
        except typst.TypstError as problem:
            lacking = _LACKING.search(str(problem))
            if lacking is None:
                raise LenitiveError(
                    f"the paper {template!r} cannot be set: {_first_line(problem)}", do="Please report it."
                ) from None
            if own_fonts:
                own_fonts = False
            else:
                words = _spelled(words, lacking.group(1))
    raise LenitiveError(
        "too many letters of the chart are in no font of this machine",
        do="Install fonts that have them (for Chinese, Japanese or Korean: Noto Sans CJK).",
    )


def _spelled(words: dict[str, Any], letters: str) -> dict[str, Any]:
    """The words with these letters as their numbers, as in [U+674E], and a line at the foot that says so."""
    numbers = {ord(letter): f"[U+{ord(letter):04X}]" for letter in letters}
    made: dict[str, Any] = _translated(words, numbers)
    foot = made["head"]["foot"]
    made["head"]["foot"] = foot if _LETTERS in foot else f"{foot} {_LETTERS}"
    return made


# Any: a tree of texts, numbers, lists and dictionaries.
def _translated(value: Any, numbers: dict[int, str]) -> Any:
    if isinstance(value, str):
        return value.translate(numbers)
    if isinstance(value, dict):
        return {name: _translated(each, numbers) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_translated(each, numbers) for each in value]
    return value


def _compile(
    template: Template, words: dict[str, Any], form: Form, points_per_inch: float = 96.0, *, own_fonts: bool
) -> list[bytes]:
    with as_file(files("lenitive.plan.papers").joinpath("templates")) as folder:
        made: object = typst.compile(  # the stubs forget that a PNG of several pages is a list
            str(folder / f"{template}.typ"),
            root=str(folder),
            ignore_system_fonts=own_fonts,
            format=form,
            ppi=points_per_inch if form == "png" else None,
            sys_inputs={"data": orjson.dumps(words).decode()},
            pdf_standards=["ua-1"] if form == "pdf" else [],
        )
    return [bytes(page) for page in made] if isinstance(made, list) else [bytes(made)]  # type: ignore[call-overload]


def _first_line(problem: Exception) -> str:
    return str(problem).splitlines()[0][:200]
