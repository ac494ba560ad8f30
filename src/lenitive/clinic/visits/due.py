"""Work that visits ask for: a serious event that is not over, and relief to ask about at two weeks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _

from lenitive.clinic.models import AdverseEvent, Visit
from lenitive.clinic.visits.events import serious
from lenitive.knowledge.visits.adverse_events import event_words
from lenitive.knowledge.visits.relief import relief_diary
from lenitive.knowledge.visits.visit_templates import template
from lenitive.plan.due import Wanted

EVENT, RELIEF = "adverse_event", "relief"
_ASKED_WITHIN = timedelta(days=60)
_URGENT, _SOON = 1, 2


def wanted(patient_id: str, as_of: date) -> Iterator[Wanted]:
    """The pieces of work of one person on a day."""
    yield from (_of_event(each) for each in serious(patient_id))
    asked_from = timedelta(days=relief_diary().two_weeks_days)
    done = Visit.objects.filter(
        patient_id=patient_id, day__lte=as_of - asked_from, day__gte=as_of - asked_from - _ASKED_WITHIN
    )
    for visit in done.order_by("pk"):
        if _waits_for_relief(visit):
            yield _of_relief(visit, visit.day + asked_from)


def _of_event(event: AdverseEvent) -> Wanted:
    words = event_words()
    return Wanted(
        kind=EVENT,
        subject=f"event-{event.pk}",
        title=_("Adverse event: %(what)s") % {"what": words.kinds[event.what]},
        detail=f"{words.severities[event.severity]}; {words.outcomes[event.outcome]}. {event.words}",
        urgency=_URGENT,
        since=event.day,
        due=event.day + timedelta(days=words.look_again_days),
        mark=str(event.pk),
    )


def _waits_for_relief(visit: Visit) -> bool:
    """Whether a procedure was done and nobody has said what it did at two weeks."""
    form = template(visit.template)
    if form is None:
        return False
    values = {each.field: each.value for each in visit.values_now.all()}
    done = [each.of["done"] for each in form.writes if each.kind == "procedure"]
    asked = [each.of["relief_percent"] for each in form.writes if "relief_percent" in each.of]
    return any(values.get(each) == "yes" for each in done) and not any(values.get(each) for each in asked)


def _of_relief(visit: Visit, due: date) -> Wanted:
    return Wanted(
        kind=RELIEF,
        subject=f"visit-{visit.pk}",
        title=_("Ask what the procedure did: relief and activity at 2 weeks"),
        detail=str(visit),
        urgency=_SOON,
        since=visit.day,
        due=due,
        mark=f"visit-{visit.pk}",
    )
