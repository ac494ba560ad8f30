"""The blocks that templates name: each tells one thing of a day as lines, or nothing where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lenitive.clinic.models import Entry, Kind
from lenitive.clinic.notes.parts import Line
from lenitive.plan.words import plain_plan
from lenitive.reason.story.words import capital, day_words, sentence

if TYPE_CHECKING:
    from lenitive.clinic.notes.day import Day
    from lenitive.plan.words import PlainPlan
    from lenitive.reason.story import Change, Headline

Block = Callable[["Day"], Iterable[Line]]
_DECIDED = (Kind.CHOICE, Kind.FINDING, Kind.OPTION)
_OF_MEDICINES = (Kind.MEDICINE, Kind.ALLERGY, Kind.LIST)
_LOUD = ("emergency", "urgent")
_GRADED = ("possible", "probable", "definite")
_CHANGES = 3


def dangers(day: Day) -> Iterator[Line]:
    """What is open and cannot wait, with what to do."""
    for each in day.story.met(*_LOUD) if day.story else ():
        yield Line(f"{sentence(each['title'])} {each['action']}".strip(), tuple(each["evidence"]))


def classification(day: Day) -> Iterator[Line]:
    """What kind of pain it is, and what drives it."""
    if day.story is None:
        return
    graded = [f"{name} {grade}" for name, grade in day.story.grades.items() if grade in _GRADED]
    time = "" if day.story.time_course == "unknown" else f"{capital(day.story.time_course)} pain. "
    drives = ", ".join(graded) or _("not settled yet")
    yield Line(_("{time}What drives it: {drives}.").format(time=time, drives=drives))


def decided(day: Day) -> Iterator[Line]:
    """What was decided about treatments, findings and what is asked once a visit."""
    for entry in _entries(day, _DECIDED):
        yield Line(_said(entry), _rows(entry))


def reasons(day: Day) -> Iterator[Line]:
    """Why, where a reason was given."""
    for entry in _entries(day, _DECIDED):
        if entry.reason:
            yield Line(f"{entry.title}: {entry.reason}", _rows(entry))


def medicine_changes(day: Day) -> Iterator[Line]:
    """What changed about medicines and allergies, and why; what stayed is not told again."""
    for entry in _entries(day, _OF_MEDICINES):
        why = f" ({entry.reason})" if entry.reason else ""
        yield Line(f"{_said(entry)}{why}", _rows(entry))


def medicine_list(_day: Day) -> Iterator[Line]:
    """Where the medicines stand; a note does not repeat them."""
    yield Line(_("All medicines: see the list of medicines in the chart."))


def _entries(day: Day, kinds: Iterable[Kind]) -> Iterator[Entry]:
    wanted = set(kinds)
    return (entry for entry in day.entries if Kind(entry.kind) in wanted)


def _said(entry: Entry) -> str:
    return f"{entry.title}: {entry.words}"


def _rows(entry: Entry) -> tuple[str, ...]:
    """The rows that a decision wrote or changed, without those that only stand behind them."""
    wrote = [row for table, row in entry.wrote if table not in ("resource", "coding")]
    return tuple(dict.fromkeys([*wrote, *(each["row"] for each in entry.changed)]))


def tasks(day: Day) -> Iterator[Line]:
    """Who does what, by when."""
    for task in day.tasks:
        due = _(", by {day}").format(day=day_words(task.due)) if task.due else ""
        yield Line(f"{task.words} ({task.entry.who}{due})")


def next_visit(day: Day) -> Iterator[Line]:
    """When the person comes next."""
    if day.next_visit is not None:
        yield day.next_visit


def goals(day: Day) -> Iterator[Line]:
    """What the person wants to reach, in their own words."""
    for goal in day.story.goals if day.story else ():
        due = _(" (by {day})").format(day=day_words(goal.due)) if goal.due else ""
        yield Line(_("Goal: {goal}{due}").format(goal=goal.text, due=due), (goal.row,))


def story(day: Day) -> Iterator[Line]:
    """What hurts, where, since when, and what it stops; what the person wants stands among the goals."""
    if day.story is None:
        return
    words = day.story.words
    for each in (words.hurts, words.where, words.since, words.stops):
        if each is not None:
            yield Line(sentence(each.text), each.rows)


def scores(day: Day) -> Iterator[Line]:
    """Every number that is shown, each against the one before."""
    for each in day.story.numbers if day.story else ():
        yield _score(each, each.last)


def changes(day: Day) -> Iterator[Line]:
    """What changed since last time, what the person can do first."""
    yield from (_score(each, each.last) for each in _changed(day))


def more_scores(day: Day) -> Iterator[Line]:
    """Every other number, for a note that has told the changes before."""
    told = _changed(day)
    yield from (
        _score(each, each.last) for each in (day.story.numbers if day.story else ()) if each not in told
    )


def _changed(day: Day) -> list[Headline]:
    return [each for each in (day.story.numbers if day.story else ()) if each.last is not None][:_CHANGES]


def changes_since_first(day: Day) -> Iterator[Line]:
    """What changed from the first measurement to now."""
    whole = [each for each in (day.story.numbers if day.story else ()) if each.whole is not None]
    yield from (_score(each, each.whole) for each in whole[:_CHANGES])


def _score(number: Headline, change: Change | None) -> Line:
    when = day_words(number.series.latest.day)
    now = f"{capital(number.series.measure.label)}: {number.value} {number.series.unit} ({when})"
    if change is None:
        return Line(now, number.rows)
    was = _(", was {before} on {day}: {words}").format(
        before=change.before.text, day=change.before.at, words=change.words
    )
    return Line(f"{now}{was}", change.rows)


def tried(day: Day) -> Iterator[Line]:
    """What was tried, and what came of it."""
    for each in day.story.tried if day.story else ():
        came = [each.dates, each.reached, each.did, each.enough, each.stopped]
        said = ", ".join(words for words in came if words) or _("what came of it is not written")
        yield Line(f"{capital(each.name or each.title)}: {said}", tuple(each.rows))


def medicines(day: Day) -> Iterator[Line]:
    """What is taken now: for a reader who cannot look into the chart."""
    for each in day.story.medicines if day.story else ():
        if each.going_on:
            yield Line(f"{capital(each.name)}: {each.dose or _('dose not readable')}", each.rows)


def ability(day: Day) -> Iterator[Line]:
    """Tests of what the person can do."""
    yield from day.ability


def _plain(day: Day) -> PlainPlan | None:
    if day.story is None or day.story.plan.combination is None:
        return None
    return plain_plan(day.story.plan.combination, day.story.goals, day.day)


def plain_goals(day: Day) -> Iterator[Line]:
    """The person's goals."""
    made = _plain(day)
    yield from (Line(each) for each in (made.goals if made else ()))


def plain_start(day: Day) -> Iterator[Line]:
    """What can be started, in plain words: what was accepted on this day, else what fits now."""
    accepted = {entry.subject for entry in day.entries if entry.kind == Kind.OPTION}
    made = _plain(day)
    options = [
        option for part in (made.sections if made else ()) if part.id == "start" for option in part.options
    ]
    chosen = [each for each in options if each.treatment in accepted] or options
    yield from (Line(f"{each.name}. {each.what} {each.how}") for each in chosen)


def plain_keep(day: Day) -> Iterator[Line]:
    """What stays, or changes only together, in plain words."""
    made = _plain(day)
    for part in made.sections if made else ():
        if part.id in ("keep", "review", "slowly"):
            yield from (Line(f"{each.name}. {each.stands}") for each in part.options)


def plain_look_back(day: Day) -> Iterator[Line]:
    """When both look back."""
    made = _plain(day)
    yield from (Line(each) for each in (made.look_back if made else ()))


def plain_bad_day(day: Day) -> Iterator[Line]:
    """What helps on a bad day."""
    made = _plain(day)
    yield from (Line(each) for each in (made.bad_day if made else ()))


def plain_help(day: Day) -> Iterator[Line]:
    """When to get help."""
    made = _plain(day)
    yield from (Line(each) for each in (made.help if made else ()))


EVERY: dict[str, Block] = {
    block.__name__: block
    for block in (
        ability,
        changes,
        changes_since_first,
        classification,
        dangers,
        decided,
        goals,
        medicine_changes,
        medicine_list,
        medicines,
        more_scores,
        next_visit,
        plain_bad_day,
        plain_goals,
        plain_help,
        plain_keep,
        plain_look_back,
        plain_start,
        reasons,
        scores,
        story,
        tasks,
        tried,
    )
}
