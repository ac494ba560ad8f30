"""The pathway as a strip: its steps in order, and what of each is done on the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lenitive.clinic.plan.words import PATHWAYS, short_title
from lenitive.knowledge.instruments import instrument
from lenitive.knowledge.pathways import Step, pathway
from lenitive.plan.assess import Plan
from lenitive.plan.options import Option
from lenitive.reason.story.words import listed

_WORDS = {"done": gettext_lazy("done"), "begun": gettext_lazy("begun"), "open": gettext_lazy("not yet")}


@dataclass(frozen=True)
class StripStep:
    """One step. state : done, begun, open, or empty where the record cannot show it.

    done, left : what of it is on record, and what is not, in words.
    """

    title: str
    who: str
    when: str
    do: tuple[str, ...]
    state: str
    word: str
    done: str
    left: str
    emergency: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Strip:
    """The pathway of a person with its steps."""

    title: str
    about: str
    note: str
    steps: tuple[StripStep, ...]

    @property
    def count(self) -> str:
        """How many steps are done, in words."""
        done = sum(step.state == "done" for step in self.steps)
        shown = sum(bool(step.state) for step in self.steps)
        return _("{done} of {shown} steps done").format(done=done, shown=shown)


def strip(plan: Plan, measured: Iterable[str]) -> Strip | None:
    """The strip of a plan; nothing where there is none.

    measured : ids of the instruments of which a score is on record.
    """
    if plan.combination is None:
        return None
    way = pathway(plan.combination.pathway)
    by_id = {each.treatment.id: each for each in plan.options}
    steps = tuple(_step(each, by_id, frozenset(measured)) for each in way.steps)
    return Strip(str(PATHWAYS[way.id]), way.title, way.note, steps)


def _step(step: Step, options: dict[str, Option], measured: frozenset[str]) -> StripStep:
    asked = {name: name in measured for name in step.scales}
    used = [options[name] for name in step.treatments if name in options and _is_used(options[name])]
    state = _state(asked, bool(step.treatments), bool(used))
    return StripStep(
        title=step.title,
        who=step.who,
        when=step.when,
        do=step.do,
        state=state,
        word=str(_WORDS.get(state, "")),
        done=listed([*_names(asked, there=True), *(short_title(each.treatment.title) for each in used)]),
        left=listed([*_names(asked, there=False)]),
        emergency=step.emergency,
        source=step.source,
        verified=step.verified,
    )


def _state(asked: dict[str, bool], treats: bool, used: bool) -> str:
    """Done when all that is to be measured was, and one of the treatments was or is used."""
    parts = [*asked.values(), *([used] if treats else [])]
    if not parts:
        return ""
    if all(parts):
        return "done"
    return "begun" if any(parts) else "open"


def _is_used(option: Option) -> bool:
    return option.current is not None or bool(option.tried)


def _names(asked: dict[str, bool], *, there: bool) -> Iterator[str]:
    for name, measured in asked.items():
        if measured is there:
            yield instrument(name).name.split(",")[0]
