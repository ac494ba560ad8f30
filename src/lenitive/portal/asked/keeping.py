"""An answer from home is kept, and one that cannot wait is told to the clinic at once."""

from __future__ import annotations

from django.db import transaction

from lenitive.clinic.models import Asking, WorkItem
from lenitive.clinic.summary import refresh
from lenitive.clinic.tablet import answers, walk
from lenitive.clinic.tablet.questions import Value
from lenitive.clinic.work.climb import CLIMBS
from lenitive.desk.models import RECORD
from lenitive.knowledge.portal.from_home import from_home
from lenitive.portal.access import PortalRequest, note
from lenitive.portal.safety.watching import cannot_wait, give_to_watcher


def keep(request: PortalRequest, asking: Asking, at: walk.Place, value: Value | None) -> str:
    """Keep one answer; the situation of knowledge/portal/emergency.yaml that it leads to, "" for none.

    Both ways to an alarm end alike: a flag of the form, and an emergency that the rules find with the answer.
    """
    form = walk.form_at(asking, at.form)
    item = walk.item_at(asking, at).key
    with transaction.atomic():  # an alarm and its event are kept both, or neither
        before = _emergencies(asking.patient_id)
        raised = answers.keep(asking, at.form, item, value, answered_by=request.me.answered_by)
        if cannot_wait(form.id) and not raised:
            refresh([asking.patient_id])
        new = _emergencies(asking.patient_id) - before if cannot_wait(form.id) else set()
        found = new if _names(new, asking, at, item) else set()
        if found and not raised:
            _remember(asking, form.id, item)
        if raised or found:
            said = ", ".join(sorted({*raised, *(subject for subject, _mark in found)}))
            note(request, "own_alarm", f"{form.name}: {said}")
            give_to_watcher(asking.patient_id)
    return from_home().situation([*raised, *(subject for subject, _mark in found)])


def _emergencies(patient_id: str) -> set[tuple[str, str]]:
    """The emergencies that the record asks for: subject and evidence, so that new evidence is noticed."""
    held = WorkItem.objects.filter(patient_id=patient_id, kind=CLIMBS, holds=True)
    return set(held.values_list("subject", "mark"))


def _names(new: set[tuple[str, str]], asking: Asking, at: walk.Place, item: str) -> bool:
    """Whether this answer is part of what is new: an answer that was just taken back alarms nobody."""
    response = f"{asking.forms[at.form]['response']}#1"
    return bool(new) and RECORD["answer"].objects.filter(response_row=response, item=item).exists()


def _remember(asking: Asking, form: str, item: str) -> None:
    held = Asking.objects.select_for_update().get(pk=asking.pk)
    alarm = ["emergency", form, item]
    if alarm not in held.alarms:
        held.alarms += [alarm]
        held.save(update_fields=["alarms"])


def finish(request: PortalRequest, asking: Asking, place: int) -> None:
    """Mark a form as gone through, with who answered in the trail; once, however often it is sent."""
    with transaction.atomic():
        if answers.finish(asking, place):
            form = walk.form_at(asking, place)
            done, size = len(answers.given(asking, place)), walk.size(asking, place)
            note(request, "own_answered", f"{form.name}, {done}/{size}")
