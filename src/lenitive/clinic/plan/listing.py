"""Every treatment and where it stands, in groups; found by a word or by kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lenitive.clinic.plan.words import MODALITIES, STANDINGS, badge
from lenitive.plan.options import Option
from lenitive.plan.sentences import NO_REASON

_NOW = "now"
_UNCALLED = "uncalled"
_GROUPS = {
    _NOW: gettext_lazy("Taken or done now"),
    **STANDINGS,
    _UNCALLED: gettext_lazy("Nothing in this chart calls for it"),
}
_TO_OFFER = ("fits_now", "consider")


@dataclass(frozen=True)
class Line:
    """One treatment in the list. why : the first reason, for it or against it."""

    treatment: str
    title: str
    kind: str
    badge: str
    tone: str
    why: str
    contested: bool


@dataclass(frozen=True)
class Group:
    """The treatments of one standing, the best next first."""

    id: str
    title: str
    lines: tuple[Line, ...]

    @property
    def folded(self) -> bool:
        """Whether its lines need no reason each, and stand folded away."""
        return self.id == _UNCALLED


@dataclass(frozen=True)
class Kind:
    """One kind of treatment to choose, with how many there are."""

    id: str
    name: str
    chosen: bool


@dataclass(frozen=True)
class Listing:
    """The list. found : how many treatments match; total : how many there are."""

    groups: tuple[Group, ...]
    kinds: tuple[Kind, ...]
    search: str
    found: int
    total: int

    @property
    def words(self) -> str:
        """How many are shown, as a sentence."""
        if self.found == self.total:
            return _("All {total} treatments.").format(total=self.total)
        return _("{found} of {total} treatments.").format(found=self.found, total=self.total)


def listing(options: Sequence[Option], *, search: str = "", kind: str = "") -> Listing:
    """The treatments that match, by standing.

    search : words that stand in the title or among the ingredients. kind : a modality; one that is not
    known counts as none.
    """
    chosen = kind if kind in MODALITIES else ""
    words = search.casefold().split()
    matching = [
        each
        for each in options
        if (not chosen or each.treatment.modality == chosen) and all(word in _said(each) for word in words)
    ]
    kinds = tuple(Kind(name, str(title), name == chosen) for name, title in MODALITIES.items())
    return Listing(tuple(_groups(matching)), kinds, search, len(matching), len(options))


def _said(option: Option) -> str:
    treatment = option.treatment
    return " ".join((treatment.title, treatment.id.replace("_", " "), *treatment.ingredients)).casefold()


def _groups(options: Iterable[Option]) -> Iterator[Group]:
    grouped: dict[str, list[Line]] = {name: [] for name in _GROUPS}
    for option in options:
        grouped[_group_of(option)].append(_line(option))
    for name, lines in grouped.items():
        if lines:
            yield Group(name, str(_GROUPS[name]), tuple(lines))


def _group_of(option: Option) -> str:
    """What is taken now stands first; what waits only because nothing calls for it stands last."""
    if option.current:
        return _NOW
    uncalled = any(each.text == NO_REASON for each in option.against)
    return _UNCALLED if uncalled and option.standing == "later" else option.standing


def _line(option: Option) -> Line:
    word, tone = badge(option)
    treatment = option.treatment
    if option.current:
        why = option.do
    elif option.standing in _TO_OFFER:
        why = next((each.text for each in option.speaks_for), option.do)
    else:
        why = next((each.text for each in (*option.against, *option.needs)), option.do)
    kind = str(MODALITIES[treatment.modality])
    return Line(treatment.id, treatment.title, kind, word, tone, why, option.contested)
