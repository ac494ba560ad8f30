"""What a person asks of the clinic, how far each request is, and the work that the clinic has with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.models import State, WorkItem
from lenitive.clinic.summary import refresh
from lenitive.errors import InputError
from lenitive.knowledge.portal.team import own_team
from lenitive.plan.due import Wanted
from lenitive.portal.models import DoctorPage, Request, Seen, Wish
from lenitive.portal.sessions import Me

LIST = "request"
AT_THIS_VISIT = 3  # a place in plan.due.URGENCY


@dataclass(frozen=True)
class Asked:
    """A request as the person sees it."""

    request: Request
    words: str
    open: bool


def ask(me: Me, wish: str, about: str, title: str, text: str, token: str) -> Request:
    """Keep a request and put it on the clinic's list; the same form, or the same open wish, counts once.

    Raises : InputError where too many are open.
    """
    now = timezone.now()
    with transaction.atomic():
        again = Request.objects.filter(patient_id=me.patient_id, token=token).first()
        if again is not None:
            return again
        _refuse_many(me.patient_id)
        made = Request.objects.create(
            patient_id=me.patient_id,
            wish=wish,
            about=about,
            title=title,
            text=text,
            at=now,
            by=me.account.name,
            token=token,
        )
    refresh([me.patient_id])
    return made


def _refuse_many(patient_id: str) -> None:
    most = own_team().most_requests
    if sum(each.open for each in asked_by(patient_id)) >= most:
        raise InputError(
            _("%(n)d things that you asked for are still open") % {"n": most},
            do=_("Call the clinic, or take one of them back first."),
        )


def take_back(me: Me, pk: int) -> bool:
    """Take a request back; whether it was open."""
    found = recent(me.patient_id).filter(pk=pk)
    taken = bool(found.update(taken_back_at=timezone.now()))
    if taken:
        refresh([me.patient_id])
    return taken


def recent(patient_id: str) -> QuerySet[Request]:
    """What was asked lately and not taken back."""
    since = timezone.now() - timedelta(days=own_team().request_days)
    return Request.objects.filter(patient_id=patient_id, at__gte=since, taken_back_at=None)


def asked_by(patient_id: str) -> list[Asked]:
    """The requests of a person, the newest first, with what became of each."""
    found = list(recent(patient_id).order_by("-at"))
    items = WorkItem.objects.filter(patient_id=patient_id, kind=LIST)
    by_subject = {item.subject: item for item in items.select_related("owner")}
    return [_asked(each, by_subject.get(_subject(each))) for each in found]


def _asked(request: Request, item: WorkItem | None) -> Asked:
    if item is None or item.state == State.OPEN:
        return Asked(request, _("Not read yet."), True)
    who = item.owner.name if item.owner else ""
    if item.state == State.DONE:
        return Asked(request, _("Done by your team."), False)
    return Asked(request, _("Read by %(who)s.") % {"who": who} if who else _("Read by your team."), True)


def _subject(request: Request) -> str:
    return f"request {request.pk}"


def wanted(patient_id: str, as_of: date) -> Iterable[Wanted]:
    """The work of a person's requests, and of a page for the visit that nobody has seen."""
    for each in recent(patient_id):
        day = timezone.localdate(each.at)
        yield Wanted(
            kind=LIST,
            subject=_subject(each),
            title=f"{Wish(each.wish).label}: {each.title}",
            detail=each.text or _("%(who)s asked from home.") % {"who": each.by},
            urgency=AT_THIS_VISIT,
            since=day,
            due=day + timedelta(days=own_team().read_days),
            mark=str(each.pk),
        )
    page = unseen_page(patient_id)
    if page is not None:
        yield Wanted(
            kind=LIST,
            subject="page for the visit",
            title=_("A page for the visit, written at home"),
            detail=_("Worries, a goal, what was tried, and questions. The person is told when it is seen."),
            urgency=AT_THIS_VISIT,
            since=timezone.localdate(page.at),
            mark=str(page.pk),
        )


def page_of(patient_id: str) -> DoctorPage | None:
    """What the person wants the doctor to know, as it stands."""
    return DoctorPage.objects.filter(patient_id=patient_id).order_by("at", "pk").last()


def unseen_page(patient_id: str) -> DoctorPage | None:
    """The same, where nobody has seen it in its last wording."""
    page = page_of(patient_id)
    if page is None or is_empty(page) or Seen.objects.filter(page=page).exists():
        return None
    return page


# Any: a form's fields, or a page's.
def is_empty(page: DoctorPage | dict[str, Any]) -> bool:
    """Whether nothing stands on it."""
    cells = page if isinstance(page, dict) else {name: getattr(page, name) for name in PAGE_FIELDS}
    return not any(str(cells.get(name) or "").strip() for name in PAGE_FIELDS)


PAGE_FIELDS = ("worry_1", "worry_2", "worry_3", "goal", "tried", "ask")
