"""The plan in plain words for the person: what could start, what stays, what changes only together.

Nothing here may be read as "stop your medicine": what is taken now is always kept as agreed until both have
talked, whatever its standing is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from lenitive.knowledge.plain import PlainWords, plain_treatment, plain_words

if TYPE_CHECKING:
    from lenitive.plan.combination import Combination
    from lenitive.plan.goals import Goal
    from lenitive.plan.options import Option


@dataclass(frozen=True)
class PlainOption:
    """One treatment for the person. stands : how it stands for them, in one or two sentences."""

    treatment: str
    name: str
    what: str
    how: str
    stands: str


@dataclass(frozen=True)
class PlainSection:
    """One heading of the plan with what belongs under it."""

    id: str
    title: str
    lead: str
    options: tuple[PlainOption, ...]


@dataclass(frozen=True)
class PlainPlan:
    """The whole plan for the person. alarm : set where something comes before everything else."""

    intro: str
    alarm: str
    goals: tuple[str, ...]
    ask_goals: str
    sections: tuple[PlainSection, ...]
    bad_day: tuple[str, ...]
    look_back: tuple[str, ...]
    help: tuple[str, ...]
    questions: str


def plain_option(
    treatment: str,
    standing: str,
    current: str | None = None,
    *,
    never_suddenly: bool = False,
    language: str = "en",
) -> PlainOption:
    """A treatment in plain words, as it stands for one person.

    standing, current : as in the options. What is taken now is spoken of as taken, never as refused.
    never_suddenly : it is taken now and must not end suddenly; this is always said.
    """
    said, words = plain_treatment(treatment, language), plain_words(language)
    stands = words.standings[standing] if current is None else words.current[current]
    if never_suddenly:
        stands = f"{stands} {words.never_suddenly}"
    return PlainOption(treatment, said.name, said.what, said.how, stands)


def option_in_words(option: Option, language: str = "en") -> PlainOption:
    """An option of the plan in plain words."""
    return plain_option(
        option.treatment.id,
        option.standing,
        option.current,
        never_suddenly=option.never_suddenly,
        language=language,
    )


def plain_plan(
    combination: Combination, goals: Sequence[Goal], as_of: date, language: str = "en"
) -> PlainPlan:
    """The combination and the goals as the person's own plan."""
    words = plain_words(language)
    instead = [each for part in combination.parts for each in part.alternatives]
    sections = [
        _section("start", combination.start, language, "" if combination.start else words.no_start),
        _section("keep", combination.keep, language),
        _section("review", combination.review, language),
        _section("slowly", combination.stop_slowly, language),
        _section("instead", instead, language, words.instead),
    ]
    return PlainPlan(
        intro=words.intro,
        alarm=words.alarm if combination.emergencies else "",
        goals=tuple(_goal(each, words) for each in goals),
        ask_goals="" if goals else words.no_goals,
        sections=tuple(each for each in sections if each.options or each.id == "start"),
        bad_day=words.bad_day,
        look_back=_look_back(goals, as_of, words),
        help=words.help,
        questions=words.questions,
    )


def _section(name: str, options: Sequence[Option], language: str, lead: str = "") -> PlainSection:
    told = tuple(option_in_words(each, language) for each in options)
    return PlainSection(name, plain_words(language).sections[name], lead, told)


def _goal(goal: Goal, words: PlainWords) -> str:
    return words.goal_by.format(goal=goal.text, day=words.day_words(goal.due)) if goal.due else goal.text


def _look_back(goals: Sequence[Goal], as_of: date, words: PlainWords) -> tuple[str, ...]:
    days = sorted({day for goal in goals for day in goal.reviews if day >= as_of})
    first = [words.look_back_first.format(day=words.day_words(days[0]))] if days else []
    return (*first, words.look_back_when)
