"""A visit in the parts that a note is composed of: what was said at each step, with its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from lenitive.clinic.models import Visit, VisitChange, VisitValue
from lenitive.clinic.notes.parts import Line, Section
from lenitive.clinic.visits.filling import template_of
from lenitive.clinic.visits.relief import relief_of
from lenitive.clinic.visits.values import field_of
from lenitive.knowledge.visits.adverse_events import event_words
from lenitive.knowledge.visits.visit_model import Step, Template, base_of
from lenitive.reason.story.words import number_words


def sections(visit_pk: int) -> tuple[Section, ...]:
    """Every step of a visit that says something, its events, and what was corrected after closing.

    The list of medicines is not repeated. Raises : Visit.DoesNotExist.
    """
    visit = Visit.objects.get(pk=visit_pk)
    form = template_of(visit)
    said = {each.field: each for each in visit.values_now.exclude(value="")}
    made = [Section(step.id, step.title, tuple(_lines(visit, form, step, said))) for step in form.steps]
    made.append(Section("adverse_events", _("Adverse events"), tuple(_events(visit))))
    made.append(Section("corrections", _("Corrected after closing"), tuple(_corrections(visit))))
    return tuple(each for each in made if each.lines)


def _lines(visit: Visit, form: Template, step: Step, said: Mapping[str, VisitValue]) -> Iterator[Line]:
    mine = [key for key in said if base_of(key) in {field.id for field in step.fields}]
    order = {field.id: place for place, field in enumerate(step.fields)}
    for key in sorted(mine, key=lambda each: (order[base_of(each)], _minutes(each), each)):
        field = field_of(form, key)
        label = field.label if field else said[key].label
        yield Line(f"{label}: {said[key].words}", _rows(visit, form, key))
    if step.panel == "diary":
        yield from _relief(visit, form, said)


def _minutes(key: str) -> int:
    part = key.partition(":")[2]
    return int(part) if part.isdecimal() else 0


def _rows(visit: Visit, form: Template, key: str) -> tuple[str, ...]:
    """The rows of the record that a field became; not the raw resources."""
    wrote = [visit.wrote.get(write.id, {}).get("rows", ()) for write in form.writes_of(key)]
    rows = [row for every in wrote for table, row in every if table != "resource"]
    return tuple(dict.fromkeys(rows))


def _relief(visit: Visit, form: Template, said: Mapping[str, VisitValue]) -> Iterator[Line]:
    """What the diary comes to."""
    for write in form.writes:
        if write.kind != "relief" or write.of["before"] not in said:
            continue
        start = f"{write.of['diary']}:"
        readings = {_minutes(key): float(each.value) for key, each in said.items() if key.startswith(start)}
        relief = relief_of(float(said[write.of["before"]].value), readings)
        if relief.percent is not None:
            yield Line(relief_words(relief.percent, relief.hours, relief.level), _rows(visit, form, start))


def relief_words(percent: float, hours: float | None, level: float | None) -> str:
    """Best relief 88 %; at least 80 % for 3.5 hours."""
    best = _("Best relief %(percent)s %%") % {"percent": number_words(percent, 0)}
    if hours is None or level is None:
        return _("%(best)s; how long is not known") % {"best": best}
    return _("%(best)s; at least %(level)s %% for %(hours)s hours") % {
        "best": best,
        "level": number_words(level, 0),
        "hours": number_words(hours, 1),
    }


def _events(visit: Visit) -> Iterator[Line]:
    words = event_words()
    for each in visit.events.filter(current=True).order_by("pk"):
        parts = (words.kinds[each.what], words.severities[each.severity], each.words, each.action)
        told = ". ".join(part.rstrip(". ") for part in (*parts, words.outcomes[each.outcome]) if part)
        yield Line(told, tuple(row for table, row in each.wrote if table != "resource"))


def _corrections(visit: Visit) -> Iterator[Line]:
    for each in visit.changes.filter(kind=VisitChange.Kind.CORRECTED).order_by("pk"):
        yield Line(
            _("%(label)s: %(before)s → %(after)s, %(who)s: %(reason)s")
            % {
                "label": each.label,
                "before": each.before_words or _("nothing"),
                "after": each.after_words or _("nothing"),
                "who": each.who,
                "reason": each.reason,
            }
        )
