"""Everything that the one page says of a person, put together once from assess and the story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from lenitive.clinic.alerts import URGENCY, Alert, alerts
from lenitive.clinic.choices.asked import applying
from lenitive.clinic.drawing import NARROW, WIDE, Drawing, draw
from lenitive.clinic.gauge import Gauge, gauge
from lenitive.clinic.mechanisms import Mechanisms, mechanisms
from lenitive.clinic.plan.cards import FitsNext, fits_next
from lenitive.clinic.plan.made import measured
from lenitive.clinic.plan.strip import Strip, strip
from lenitive.clinic.same_rows import KeptLately, key_of
from lenitive.clinic.steps import Steps, draw_steps
from lenitive.plan.assess import Plan, plan
from lenitive.reason import story
from lenitive.reason.assess import assess
from lenitive.reason.classify import Classification
from lenitive.reason.story.scores import Series
from lenitive.reason.story.words import counted, listed, sentence, span_words

if TYPE_CHECKING:
    from lenitive.record.rows import Record, RecordRows


_QUIET_SHOWN, _SETTLES_SHOWN = 6, 8


@dataclass(frozen=True)
class Since:
    """One line of what changed, with its picture."""

    change: story.Change
    gauge: Gauge

    @property
    def verified(self) -> bool:
        """Whether its threshold and error were read at their source."""
        return self.change.verified

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of both scores."""
        return self.change.rows


@dataclass(frozen=True)
class PersonPage:
    """The page's view model; a template branches on these names and computes nothing."""

    words: story.PainInWords
    as_of: date
    visit: story.Visit | None
    loud: tuple[Alert, ...]
    quiet: tuple[Alert, ...]
    since: tuple[Since, ...]
    drives: Mechanisms
    numbers: tuple[story.Headline, ...]
    line: story.Timeline
    wide: Drawing
    narrow: Drawing
    tried: tuple[story.Tried, ...]
    opioids: story.Opioids
    mme: Steps | None
    missing: story.Missing
    next: FitsNext
    strip: Strip | None
    open_emergencies: int
    choices: tuple[str, ...]
    knowledge: str
    notes: tuple[str, ...]

    @property
    def person(self) -> story.Person:
        """Who the page is about."""
        return self.words.person

    @property
    def numbers_but_pain(self) -> tuple[story.Headline, ...]:
        """What the person can do, and the mind; intensity stands beneath."""
        return tuple(each for each in self.numbers if each.series.measure.group != "pain")

    @property
    def pain(self) -> story.Headline | None:
        """How much it hurts."""
        return next((each for each in self.numbers if each.series.measure.group == "pain"), None)

    @property
    def quiet_first(self) -> tuple[Alert, ...]:
        """What may wait, the soonest first; the rest is folded away."""
        return self.quiet[:_QUIET_SHOWN]

    @property
    def quiet_more(self) -> tuple[Alert, ...]:
        """The rest of what may wait."""
        return self.quiet[_QUIET_SHOWN:]

    @property
    def statements(self) -> tuple[story.Statement, ...]:
        """What the head says, each with its rows."""
        said = (self.words.hurts, self.words.where, self.words.since, self.words.stops)
        return (*(each for each in said if each is not None), *self.words.wants)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The head as sentences; where it hurts is told only when the chart does not say what hurts."""
        told = (self.words.hurts or self.words.where, self.words.stops)
        return tuple(sentence(each.text) for each in told if each is not None)

    @property
    def series(self) -> tuple[Series, ...]:
        """Every series within the time of the line."""
        drawn = (self.line.function, self.line.intensity)
        return (*(each for each in drawn if each is not None), *self.line.others)

    @property
    def span(self) -> str:
        """How long the line is."""
        return span_words((self.line.today - self.line.start).days)

    @property
    def caption(self) -> str:
        """The line in one sentence, for those who do not see it."""
        said = [
            f"{change.series.measure.label} {change.before.text} to {change.now.text}: {change.words}"
            for change in (each.change for each in self.since)
        ]
        lanes = [lane.label for lane in self.line.lanes]
        parts = [f"{self.span} on one axis", *said, *([f"below it {listed(lanes)}"] if lanes else [])]
        return ". ".join(parts) + ". The same as a table stands beneath."

    @property
    def tried_count(self) -> str:
        """How many treatments, in words."""
        return counted(len(self.tried), "treatment")

    @property
    def missing_story(self) -> str:
        """What the head does not know, as one line."""
        return listed(self.missing.story)

    @property
    def missing_ledger(self) -> str:
        """The blanks of the ledger, named in one line."""
        names = list(dict.fromkeys(name for name, _questions in self.missing.ledger))
        return f"Ask what came of {listed(names)}"

    @property
    def no_opioid(self) -> str:
        """What an empty list means: none, where the list of medicines is held; else it is not known."""
        if self.opioids.high is None:
            return str(_("The chart holds no opioid order, and no list of medicines: ask what is taken."))
        return str(_("No opioid order on this day."))

    @property
    def settles_first(self) -> tuple[story.Settles, ...]:
        """What would settle most, the gravest first; the rest is folded away."""
        return self.missing.settles[:_SETTLES_SHOWN]

    @property
    def settles_more(self) -> tuple[story.Settles, ...]:
        """The rest of what would settle something."""
        return self.missing.settles[_SETTLES_SHOWN:]

    @property
    def unverified(self) -> bool:
        """Whether anything on the page was not read at its source yet."""
        alerts_read = all(alert.verified for alert in (*self.loud, *self.quiet))
        drives_read = all(each.verified for each in self.drives.rows if each.source)
        since_read = all(each.verified for each in self.since)
        return not (alerts_read and drives_read and since_read and self.next.verified)

    @property
    def rows(self) -> tuple[str, ...]:
        """Every row that the page opens to."""
        found = [alert.rows for alert in (*self.loud, *self.quiet)]
        found += [statement.rows for statement in self.statements]
        found += [each.rows for each in self.since]
        found += [number.rows for number in self.numbers]
        found += [line.rows for line in self.tried]
        found += [order.rows for order in (*self.opioids.counted, *self.opioids.apart, *self.opioids.unknown)]
        found += [each.rows for mechanism in self.drives.rows for each in mechanism.criteria]
        found += [each.rows for each in self.drives.codes]
        found.append(self.next.rows)
        return tuple(dict.fromkeys(row for rows in found for row in rows))

    @property
    def wordings(self) -> tuple[str, ...]:
        """Which wording was answered, and in which questionnaires that the page speaks of."""
        said: dict[str, list[str]] = {}
        for each in self.numbers:
            names = said.setdefault(each.series.latest.wording, [])
            if each.series.name not in names:
                names.append(each.series.name)
        return tuple(
            f"{_WORDING.get(wording, wording)}: {', '.join(names)}" for wording, names in said.items()
        )


_WORDING = {
    "official": "Asked in the official wording",
    "label": "Asked by our short labels, not the official wording",
    "unknown": "Asked in a wording that is not known",
}


@dataclass(frozen=True)
class KeptPage:
    """A page, what its rows say, and those of its parts that were written out already."""

    page: PersonPage
    described: Mapping[str, tuple[story.RowWords, ...]]
    parts: dict[tuple[str, ...], str] = field(default_factory=dict)


# A page and its parts are some hundred kilobytes; a clinic of one process sees about so many people in a day.
_kept: KeptLately[KeptPage] = KeptLately(most=64)


def kept_page(record: RecordRows, patient_id: str, as_of: date) -> KeptPage:
    """The page of the person whose rows the record holds, made once for the same rows and day."""

    def make() -> KeptPage:
        page = person_page(record, patient_id, as_of)
        return KeptPage(page, story.describe(record, page.rows))

    return _kept.get(key_of(record, as_of, patient_id), make)


def person_page(connection: Record, patient_id: str, as_of: date) -> PersonPage:
    """The page of one person on one day. The connection holds that person's record."""
    made: list[Plan] = []

    def planned(person: str, classification: Classification) -> dict[str, Any]:
        """The plan out of the same judging; the summary itself needs nothing of it."""
        made.append(plan(connection, patient_id=person, as_of=as_of, classification=classification))
        return {}

    summary = assess(connection, patient_id=patient_id, as_of=as_of, beside=planned)
    return page_of(connection, summary, made[0], as_of)


def page_of(connection: Record, summary: Mapping[str, Any], planned: Plan, as_of: date) -> PersonPage:
    """The page from an answer of assess, which made the derived tables; what that says the page says."""
    words = story.pain_in_words(connection, as_of)
    found = alerts(summary["findings"])
    line = story.timeline(connection, as_of)
    numbers = story.function_and_pain(connection, as_of)
    opioids = story.opioids(connection, as_of, summary["exposure"])
    tried = story.ledger(connection, as_of)
    return PersonPage(
        words=words,
        as_of=as_of,
        visit=story.last_visit(connection, as_of),
        loud=tuple(alert for alert in found if alert.loud),
        quiet=tuple(alert for alert in found if not alert.loud),
        since=tuple(Since(change, gauge(change)) for change in story.since_last_time(connection, as_of)),
        drives=mechanisms(summary["classification"]),
        numbers=numbers,
        line=line,
        wide=draw(line, WIDE, kind="wide", note=_note(numbers, line)),
        narrow=draw(line, NARROW, kind="narrow"),
        tried=tried,
        opioids=opioids,
        mme=draw_steps(opioids.history, line.start, as_of),
        missing=story.missing(summary["findings"], words, tried),
        next=fits_next(planned),
        strip=strip(planned, measured(connection)),
        open_emergencies=sum(_is_open_emergency(finding) for finding in summary["findings"]),
        choices=applying(connection, summary["findings"], as_of),
        knowledge=summary["knowledge"],
        notes=tuple(str(note) for note in summary["notes"]),
    )


def _is_open_emergency(finding: Mapping[str, Any]) -> bool:
    return bool(finding["status"] == "unknown" and finding["urgency"] == URGENCY[0])


def _note(numbers: Iterable[story.Headline], line: story.Timeline) -> str:
    """What the thick line came to since its first score: 5.1, better, and it matters."""
    for each in numbers:
        change = each.whole or each.last
        if line.function and change and each.series.measure == line.function.measure:
            return f"{each.value}, was {change.before.text} on {change.before.at}: {change.words}"
    return ""
