"""What is not known, and what would settle it: by the thing to ask or measure, most useful first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lenitive.errors import KnowledgeError
from lenitive.knowledge.instruments import ids, instrument
from lenitive.reason.story.pain import PainInWords
from lenitive.reason.story.tried import Tried
from lenitive.reason.story.words import capital, counted

# Any: the findings of assess, whose schema is docs/schemas/assess.schema.json.
Finding = Mapping[str, Any]
_NOTHING_MORE = "nothing more"
_URGENCY = ("emergency", "urgent", "soon", "routine")


@dataclass(frozen=True)
class Settles:
    """One thing that would settle open questions. urgency : of the gravest; rules : (id, title) of each."""

    what: str
    urgency: str
    rules: tuple[tuple[str, str], ...]

    @property
    def grave(self) -> bool:
        """Whether an emergency cannot be ruled out before it is settled."""
        return self.urgency == _URGENCY[0]


@dataclass(frozen=True)
class Missing:
    """What is not known: by what would settle it, in the person's story, and in the ledger."""

    settles: tuple[Settles, ...]
    story: tuple[str, ...]
    ledger: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to ask."""
        return not (self.settles or self.story or self.ledger)

    @property
    def count(self) -> str:
        """How many questions are open, in words."""
        asked = len(self.settles) + len(self.story) + sum(len(questions) for _title, questions in self.ledger)
        return counted(asked, "open question")


def missing(findings: Iterable[Finding], words: PainInWords, tried: Iterable[Tried]) -> Missing:
    """Unknown findings by what settles them, then the blanks of the story and of the ledger."""
    known = {"birth date": bool(words.person.age), "sex": bool(words.person.sex)}
    things: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding["status"] == "unknown":
            for what in _things(finding, known):
                things.setdefault(what, []).append(finding)
    settles = [_settles(what, found) for what, found in things.items()]
    settles.sort(key=lambda each: (_URGENCY.index(each.urgency), -len(each.rules), each.what))
    return Missing(
        tuple(settles),
        words.unknown,
        tuple((line.name, line.questions) for line in tried if line.questions),
    )


def _things(finding: Finding, known: Mapping[str, bool]) -> list[str]:
    """Each thing that would help to settle a finding, in words; what the chart holds already is left out."""
    parts = [part.strip() for part in (finding["settles_by"] or "").split(";")]
    open_parts = [part for part in parts if part and not known.get(part.lower(), False)]
    named = [in_words(part) for part in open_parts if not part.startswith(_NOTHING_MORE)]
    return list(dict.fromkeys(named)) or [finding["title"]]


def in_words(part: str) -> str:
    """What would settle something, as people say it: "the question phq9.q9" is "PHQ-9: thoughts of death"."""
    kind, _space, name = part.rpartition(" ")
    form = name.lower().replace("-", "_").partition(".")[0]
    try:
        if kind.lower() == "the question":
            asked = instrument(form)
            return f"{asked.name}: {asked.item(name.partition('.')[2]).label}"
        if kind.lower() == "the questionnaire":
            return instrument(form.replace("_", "") if form not in ids() else form).name
    except (KnowledgeError, KeyError):
        return part
    return part


def _settles(what: str, findings: Iterable[Finding]) -> Settles:
    found = sorted(findings, key=lambda finding: _URGENCY.index(finding["urgency"]))
    rules = tuple((finding["rule"], finding["title"]) for finding in found)
    return Settles(capital(what), found[0]["urgency"], rules)
