"""Set a paper: a template of ours and its data become an accessible PDF (PDF/UA-1, checked by the compiler).

Words reach the template as JSON and are set as text, so that nothing in a chart is ever read as markup. The
same data give the same bytes: the date is the one asked about, and only the fonts inside the compiler are
used, unless a letter is in none of them; then the machine's own fonts are tried.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from importlib.resources import as_file, files
from typing import Any, Literal, Protocol

import orjson
import typst

from lenitive.errors import ConfigurationError, LenitiveError

Form = Literal["pdf", "png"]
Kind = Literal["summary", "referral", "plan", "taper", "authorisation"]
KINDS: tuple[Kind, ...] = ("summary", "referral", "plan", "taper", "authorisation")
_LACKING = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)


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


def pdf(template: Kind, paper: Paper) -> bytes:
    """The paper as PDF/UA-1.

    Raises ConfigurationError where a letter is in no font of this machine, naming it; LenitiveError where
    the template refuses the data, which is a mistake of ours.
    """
    return _compiled(template, paper, "pdf")[0]


def png(template: Kind, paper: Paper, *, points_per_inch: float = 96.0) -> list[bytes]:
    """The pages as pictures."""
    return _compiled(template, paper, "png", points_per_inch)


def _compiled(template: Kind, paper: Paper, form: Form, points_per_inch: float = 96.0) -> list[bytes]:
    try:
        return _compile(template, paper, form, points_per_inch, own_fonts=True)
    except typst.TypstError as problem:
        if not _LACKING.search(str(problem)):
            raise LenitiveError(
                f"the paper {template!r} cannot be set: {_first_line(problem)}", do="Please report it."
            ) from None
    try:
        return _compile(template, paper, form, points_per_inch, own_fonts=False)
    except typst.TypstError as problem:
        lacking = _LACKING.search(str(problem))
        letters = lacking.group(1) if lacking else _first_line(problem)
        raise ConfigurationError(
            f"no font of this machine has the letters “{letters}”",
            do="Install one that has them (for Chinese, Japanese or Korean: Noto Sans CJK) and try again.",
        ) from None


def _compile(
    template: Kind, paper: Paper, form: Form, points_per_inch: float, *, own_fonts: bool
) -> list[bytes]:
    # asdict takes any dataclass; the protocol cannot say that it is one.
    words: dict[str, Any] = asdict(paper)  # type: ignore[call-overload]
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
