"""The taper planner's page: the reasons to wait first, then the calendar in the words of its paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from lenitive.clinic.plan.families import family_of
from lenitive.clinic.plan.taper_form import PAUSES
from lenitive.errors import LenitiveError
from lenitive.knowledge.taper import taper_knowledge
from lenitive.plan.papers.taper import StepLine, TaperPaper, taper_paper
from lenitive.plan.taper import Step, Taper, Weighed, Wish, plan_taper
from lenitive.plan.taper.current import rows_now
from lenitive.reason import story
from lenitive.reason.story.words import capital

if TYPE_CHECKING:
    from lenitive.record.rows import Record


@dataclass(frozen=True)
class Row:
    """One step. pauses : weeks to choose, each with whether it is chosen; none at the last step."""

    line: StepLine
    step: Step
    pauses: tuple[tuple[int, bool], ...]


@dataclass(frozen=True)
class TaperPage:
    """A planned taper. holding, unknown, care : reasons met that hold it back, not ruled out, and to mind."""

    taper: Taper
    paper: TaperPaper
    rows: tuple[Row, ...]
    least_percent: float
    most_weeks: int

    @property
    def unknown(self) -> tuple[Weighed, ...]:
        """What has not been ruled out."""
        return tuple(each for each in self.taper.reasons if each.status == "unknown")

    @property
    def care(self) -> tuple[Weighed, ...]:
        """What is met and asks for care, without holding it back."""
        return tuple(each for each in self.taper.reasons if each.status == "met" and not each.holds)

    @property
    def chosen(self) -> dict[str, object]:
        """What the form begins with: the usual pace as it was planned."""
        made = self.taper
        begin = {"start": made.steps[0].start} if made.steps else {}
        pace = {"percent": f"{made.percent:g}", "every_weeks": made.every_weeks, "to": f"{made.goal:g}"}
        return {"medicine": made.medicine.ingredient, **pace, **begin}

    @property
    def reason_rows(self) -> tuple[str, ...]:
        """The rows behind every reason, and behind the dose."""
        return (*(row for each in self.taper.reasons for row in each.rows), *self.taper.medicine.rows)


def taper_page(record: Record, patient_id: str, as_of: date, wish: Wish) -> TaperPage:
    """The page of a taper as it is wished; raises LenitiveError in one line as `plan_taper`."""
    made = plan_taper(record, patient_id=patient_id, as_of=as_of, wish=wish)
    paper = taper_paper(made, story.person_of(record, as_of))
    known = taper_knowledge(made.family)
    last = len(made.steps)
    rows = tuple(
        Row(line, step, _pauses(step) if step.number < last else ())
        for line, step in zip(paper.steps, made.steps, strict=True)
    )
    return TaperPage(made, paper, rows, known.least_percent, known.most_weeks_between)


def _pauses(step: Step) -> tuple[tuple[int, bool], ...]:
    weeks = sorted({*PAUSES, step.pause_weeks})
    return tuple((each, each == step.pause_weeks) for each in weeks)


def medicines(record: Record, patient_id: str) -> tuple[tuple[str, str], ...]:
    """What is taken now and may be lowered: (ingredient, its name); the person has been judged."""
    try:
        names = {row["ingredient"] for row in rows_now(record, patient_id) if row["ingredient"]}
    except LenitiveError:
        return ()
    return tuple((name, capital(name)) for name in sorted(names) if family_of([name]))
