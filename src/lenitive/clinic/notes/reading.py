"""A signed version as text that never changes, and as words to read: canonical JSON and its dataclass.

The hash is SHA-256 of the text, which names the hash of the version before it: versions are a chain.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import orjson
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.notes.compose import POINT
from lenitive.desk.models import Role
from lenitive.errors import LenitiveError
from lenitive.reason.story.words import day_words

if TYPE_CHECKING:
    from lenitive.clinic.models import NoteVersion

FORMAT = 1


@dataclass(frozen=True)
class Hand:
    """Somebody who wrote or signed: the name and role at that time."""

    name: str
    role: str

    @property
    def words(self) -> str:
        """Name and role, as people read them."""
        known = self.role in Role.values
        return f"{self.name}, {Role(self.role).label}" if known else self.name

    @property
    def learns(self) -> bool:
        """Whether somebody else must read and sign what this one writes."""
        return self.role == Role.TRAINEE


@dataclass(frozen=True)
class Told:
    """One line of a section. point : it stands in a list. rows : what it rests on."""

    text: str
    point: bool
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadSection:
    """One section as it was signed. rows : line -> rows of the record."""

    id: str
    title: str
    text: str
    prose: bool = False
    rows: dict[str, list[str]] | None = None

    @cached_property
    def lines(self) -> tuple[Told, ...]:
        """Its lines, without empty ones."""
        rows = self.rows or {}
        found = []
        for line in self.text.splitlines():
            words = line.strip().removeprefix(POINT).strip()
            if words:
                found.append(Told(words, line.strip().startswith(POINT), tuple(rows.get(words, ()))))
        return tuple(found)

    @property
    def blocks(self) -> tuple[tuple[bool, tuple[Told, ...]], ...]:
        """Its lines, points that follow each other together: (whether they are points, lines)."""
        made: list[tuple[bool, list[Told]]] = []
        for line in self.lines:
            if made and made[-1][0] == line.point and line.point:
                made[-1][1].append(line)
            else:
                made.append((line.point, [line]))
        return tuple((point, tuple(lines)) for point, lines in made)


@dataclass(frozen=True)
class Reading:
    """Everything that one version says.

    change, why : of a later one. before : hash of the earlier one.

    place : the clinic and its organisation, where the person belongs to one.
    """

    format: int
    number: int
    kind: str
    title: str
    letter: bool
    template: str
    name: str
    born: str
    record: str
    place: tuple[str, ...]
    day: str
    at: str
    written_by: tuple[Hand, ...]
    signed_by: Hand
    change: str
    why: str
    before: str
    sections: tuple[ReadSection, ...]

    @property
    def when(self) -> datetime:
        """When it was signed, on the clinic's clock."""
        return timezone.localtime(datetime.fromisoformat(self.at))

    @property
    def moment(self) -> str:
        """When it was signed, in words."""
        return moment(self.when)

    @property
    def on(self) -> date:
        """The day of which it tells."""
        return date.fromisoformat(self.day)

    @property
    def day_words(self) -> str:
        """The day of which it tells, as people write it."""
        return day_words(self.on)

    @property
    def co_signed(self) -> bool:
        """Whether somebody wrote in it who may not sign."""
        return any(hand.learns for hand in self.written_by)

    @property
    def others(self) -> tuple[Hand, ...]:
        """Whoever wrote in it beside the one who signed."""
        return tuple(hand for hand in self.written_by if hand != self.signed_by)

    @property
    def signature(self) -> str:
        """Who signed and when, in words; who learns is named as such."""
        said = {"who": self.signed_by.words, "when": moment(self.when)}
        if not self.others:
            return _("Signed by {who}, {when}").format(**said)
        wrote = "; ".join(hand.words for hand in self.others)
        if self.co_signed:
            return _("Written by {wrote}. Read and co-signed by {who}, {when}").format(wrote=wrote, **said)
        return _("Written with {wrote}. Signed by {who}, {when}").format(wrote=wrote, **said)


def moment(at: datetime) -> str:
    """3 Nov 2026, 14:05 on the clinic's clock."""
    local = timezone.localtime(at)
    return f"{day_words(local.date())}, {local:%H:%M}"


def body_of(reading: Reading) -> str:
    """The text that is kept: keys in order, nothing between them."""
    return orjson.dumps(asdict(reading), option=orjson.OPT_SORT_KEYS).decode()


def hash_of(body: str) -> str:
    """The hash by which a changed body is found out."""
    return hashlib.sha256(body.encode()).hexdigest()


def reading_of(version: NoteVersion) -> Reading:
    """A version as it was signed. Raises LenitiveError where its body is not what was signed."""
    if hash_of(version.body) != version.hash:
        raise LenitiveError(
            _("this version is not what was signed"),
            where=str(version),
            do=_("Run lenitive check, and restore the last good backup."),
        )
    raw: dict[str, Any] = orjson.loads(version.body)  # Any: JSON, written by body_of
    return Reading(
        **{
            **raw,
            "place": tuple(raw["place"]),
            "written_by": tuple(Hand(**each) for each in raw["written_by"]),
            "signed_by": Hand(**raw["signed_by"]),
            "sections": tuple(ReadSection(**each) for each in raw["sections"]),
        }
    )
