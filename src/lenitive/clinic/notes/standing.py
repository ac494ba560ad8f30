"""How a version stands among the others of its note: what every page and print says of it first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lenitive.clinic.models import NoteChange, NoteVersion
from lenitive.clinic.notes.reading import Reading, reading_of
from lenitive.plan.papers.note import Stands


@dataclass(frozen=True)
class Standing:
    """signed, amended (the newest of several) or replaced; in words, with why it was amended."""

    stands: Stands
    words: str
    why: str

    @property
    def amended(self) -> bool:
        """Whether the document has more than one version."""
        return self.stands in ("amended", "replaced")


@dataclass(frozen=True)
class Shown:
    """One version with everything that is said of it."""

    version: NoteVersion
    reading: Reading
    standing: Standing


def shown(versions: Sequence[NoteVersion]) -> list[Shown]:
    """The versions of a note, the first one first."""
    readings = [reading_of(each) for each in versions]
    return [
        Shown(version, reading, standing(reading, readings))
        for version, reading in zip(versions, readings, strict=True)
    ]


def standing(reading: Reading, every: Sequence[Reading]) -> Standing:
    """How a version stands among all of its note."""
    last = every[-1]
    if len(every) == 1:
        return Standing("signed", _("Signed"), "")
    said = {
        "number": reading.number,
        "last": last.number,
        "who": last.signed_by.words,
        "change": change_words(last),
        "when": last.moment,
    }
    if reading.number == last.number:
        words = _("Amended, version {number}. {change}, {who}, {when}.").format(**said)
    else:
        words = _("Version {number}, amended since: version {last} counts. {change}, {who}, {when}.").format(
            **said
        )
    return Standing("amended" if reading.number == last.number else "replaced", words, last.why)


def change_words(reading: Reading) -> str:
    """Correction or addition, in one word."""
    label = str(NoteChange(reading.change).label) if reading.change else ""
    return label.partition(":")[0]
