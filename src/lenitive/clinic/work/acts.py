"""What staff do to a piece of work: take it, give it back, see it, put it off, mark it done, undo."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lenitive.clinic.decisions.tasks import follow
from lenitive.clinic.models import State, WorkItem, WorkStep
from lenitive.clinic.work.keep import as_it_was
from lenitive.errors import InputError
from lenitive.knowledge.work import work

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

ACTS = {
    "take": gettext_lazy("taken over"),
    "give_back": gettext_lazy("given back"),
    "seen": gettext_lazy("marked as seen"),
    "done": gettext_lazy("marked as done"),
    "put_off": gettext_lazy("put off"),
}


@transaction.atomic
def act(
    item_id: int,
    staff: Staff,
    did: str,
    *,
    reason: str = "",
    until: date | None = None,
    had: str | None = None,
) -> WorkStep:
    """Do one thing to a piece of work and write it into its history; a second time the same changes nothing.

    had : who had it on the page that was looked at, as `version` says; None where nobody looked.
    Raises : InputError where it cannot be done, in words; also when somebody else was faster.
    """
    item = WorkItem.objects.select_for_update(of=("self",)).select_related("owner").get(pk=item_id)
    if had is not None and had != version(item) and item.owner_id not in (None, staff.pk):
        raise InputError(
            _("%(name)s has taken it meanwhile") % {"name": item.owner.name if item.owner else ""},
            do=_("Look at it again; it can still be taken over."),
        )
    before, now = as_it_was(item), timezone.now()
    _change(item, staff, did, reason, until)
    if as_it_was(item) == before:
        last = _newest(item)
        if last is not None:
            return last
    item.changed_at = now
    item.save(update_fields=["state", "live", "reason", "until", "owner", "changed_at"])
    follow(item, staff.name)
    return WorkStep.objects.create(
        item=item, at=now, staff=staff, who=staff.name, did=did, reason=reason, before=before
    )


def version(item: WorkItem) -> str:
    """Who has a piece of work, as a form carries it."""
    return str(item.owner_id or "")


def _change(item: WorkItem, staff: Staff, did: str, reason: str, until: date | None) -> None:
    if did == "take":
        item.owner = staff
        _read(item)
    elif did == "give_back":
        item.owner = None
    elif did == "seen":
        _read(item)
    elif did == "done":
        if work().kind(item.kind).closed_by:
            raise InputError(
                _("an emergency is closed by answering its finding, and not here"),
                do=_("Open the finding, and say what was done."),
            )
        item.say(State.DONE)
        item.reason, item.until = reason, None
    elif did == "put_off":
        _put_off(item, reason, until)
    else:
        raise InputError(_("nothing of that name can be done to it"))


def _read(item: WorkItem) -> None:
    if item.state == State.OPEN:
        item.say(State.SEEN)


def _put_off(item: WorkItem, reason: str, until: date | None) -> None:
    if item.urgency == 0:
        raise InputError(_("an emergency cannot be put off"), do=_("Take it over, or answer its finding."))
    if not reason.strip():
        raise InputError(_("why it is put off is missing"), do=_("Choose a reason, or write one."))
    if until is None or until <= timezone.localdate():
        raise InputError(_("the day to come back to must be after today"), do=_("Choose a later day."))
    item.say(State.PUT_OFF)
    item.reason, item.until = reason, until


def _newest(item: WorkItem) -> WorkStep | None:
    found: WorkStep | None = WorkStep.objects.filter(item=item).order_by("-at", "-pk").first()
    return found


@transaction.atomic
def undo(step_id: int, staff: Staff) -> WorkItem:
    """Put back what one's own last step changed.

    Raises : InputError when something else happened since, which an undo must not wipe out.
    """
    step = WorkStep.objects.select_related("item").get(pk=step_id)
    item = WorkItem.objects.select_for_update().get(pk=step.item_id)
    newest = _newest(item)
    if step.staff_id != staff.pk or newest is None or newest.pk != step.pk or step.did == "undone":
        raise InputError(
            _("this cannot be undone any more, because something happened since"),
            do=_("Look at its history, and change it from there."),
        )
    now, before = timezone.now(), as_it_was(item)
    item.say(step.before["state"])
    item.reason = step.before["reason"]
    item.until = date.fromisoformat(step.before["until"]) if step.before["until"] else None
    item.owner_id, item.changed_at = step.before["owner"], now
    item.save(update_fields=["state", "live", "reason", "until", "owner", "changed_at"])
    follow(item, staff.name)
    WorkStep.objects.create(
        item=item, at=now, staff=staff, who=staff.name, did="undone", reason=step.did, before=before
    )
    return item
