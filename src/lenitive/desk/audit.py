"""The audit trail: every access to a person's record, and every try that was refused, as a chain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from lenitive.desk.models import AuditEvent, Patient
from lenitive.desk.models.audit import BEFORE_THE_FIRST

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lenitive.desk.models import Staff

_CHAIN_LOCK = 0x1E_71_7E  # any number that nothing else in this database uses
_AT_ONCE = 2000

# What people read. {person} is a name with its record number, {what} the thing that was opened.
_DONE = {
    "list": _("{who} looked at {what}"),
    "list_brief": _("{who} looked at {what}"),
    "work": _("{who} looked at {what}"),
    "find": _("{who} looked for a person: {what}"),
    "count": _("{who} looked at {what}"),
    "own_rule": _("{who} looked at {what}"),
    "see": _("{who} opened {person}: {what}"),
    "see_brief": _("{who} opened goals, plan and visits of {person}"),
    "see_trail": _("{who} looked at who opened the record of {person}"),
    "review": _("{who} answered a finding of {person}: {what}"),
    "record": _("{who} wrote into the record of {person}: {what}"),
    "sign": _("{who} opened {person} to sign or amend: {what}"),
    "wrote_note": _("{who} wrote about {person}: {what}"),
    "signed_note": _("{who} signed about {person}: {what}"),
    "plan": _("{who} worked on the plan of {person}: {what}"),
    "choose": _("{who} answered what is asked once a visit, for {person}: {what}"),
    "decided": _("{who} decided for {person}: {what}"),
    "took_back": _("{who} took back for {person}: {what}"),
    "ask_person": _("{who} let {person} answer: {what}"),
    "tablet_opened": _("{who}: the tablet was opened for {person}: {what}"),
    "tablet_answered": _("{who}: {person} answered {what}"),
    "tablet_alarm": _("{who}: {person} gave an answer that cannot wait: {what}"),
    "tablet_ended": _("{who}: ended for {person}: {what}"),
    "hand_on": _("{who} took or handed on work about {person}: {what}"),
    "book": _("{who} opened appointments of {person}: {what}"),
    "booked": _("{who} changed appointments of {person}: {what}"),
    "calendar": _("{who} looked at {what}"),
    "keep_calendar": _("{who} looked at {what}"),
    "kept_calendar": _("{who} changed the calendar: {what}"),
    "refer": _("{who} looked at {what}"),
    "take_in": _("{who} worked on a referral of {person}: {what}"),
    "triage": _("{who} triaged a referral of {person}: {what}"),
    "join": _("{who} asked to join the care team of {person}"),
    "joined": _("{who} joined the care team of {person}: {what}"),
    "assign": _("{who} opened the care team of {person} to change it"),
    "assigned": _("{who} changed the care team of {person}: {what}"),
    "make_person": _("{who} opened {what}"),
    "made_person": _("{who} made the person {person}"),
    "edit_person": _("{who} opened the corrections of {person}: {what}"),
    "edited_person": _("{who} corrected {person}: {what}"),
    "merge_person": _("{who} opened the merging of {person}: {what}"),
    "merged_person": _("{who} merged {what} into {person}"),
    "unmerged_person": _("{who} took {what} out of {person} again"),
    "break_glass": _("{who} asked to break the glass for {person}"),
    "broke_glass": _("{who} broke the glass for {person}: {what}"),
    "mended_glass": _("{who} ended the broken glass for {person}"),
    "see_glass": _("{who} looked at {what}"),
    "place": _("{who} looked at {what}"),
    "placed": _("{who} placed {person}: {what}"),
    "see_audit": _("{who} looked at {what}"),
    "manage_staff": _("{who} looked at {what}"),
    "managed_staff": _("{who} {what}"),
    "see_components": _("{who} looked at {what}"),
    "manage_clinics": _("{who} looked at {what}"),
    "managed_clinics": _("{who} {what}"),
    "password": _("{who} changed their password"),
    "sign_in": _("{who} signed in"),
    "second_factor": _("{who} gave a second factor: {what}"),
    "changed_factor": _("{who} changed how they sign in: {what}"),
    "confirm": _("{who} gave their password again"),
    "ended_session": _("{who} ended sessions: {what}"),
    "sign_out": _("{who} signed out"),
    "import": _("{who} loaded charts: {what}"),
    "invite": _("{who} opened who comes into the portal for {person}"),
    "invited": _("{who} invited into the portal of {person}: {what}"),
    "keep_portal": _("{who} looked at {what}"),
    "kept_portal": _("{who} changed the portal: {what}"),
    "own_entered": _("{who} came into the portal of {person}: {what}"),
    "own_left": _("{who} left the portal of {person}"),
    "own_see": _("{who} opened in the portal of {person}: {what}"),
    "own_answer": _("{who} opened to answer in the portal of {person}: {what}"),
    "own_ask": _("{who} opened to ask in the portal of {person}: {what}"),
    "own_take": _("{who} opened to take away in the portal of {person}: {what}"),
    "own_settle": _("{who} opened to settle in the portal of {person}: {what}"),
    "own_answered": _("{who} answered in the portal of {person}: {what}"),
    "own_alarm": _("{who} gave an answer that cannot wait, for {person}: {what}"),
    "own_wrote": _("{who} wrote in the portal of {person}: {what}"),
    "own_asked": _("{who} asked the clinic for {person}: {what}"),
    "own_shared": _("{who} opened what {person} shared: {what}"),
    "own_took": _("{who} took away from the portal of {person}: {what}"),
    "own_settled": _("{who} settled in the portal of {person}: {what}"),
}
_REFUSED = {
    "see": _("{who} was refused {person}: {what}"),
    "see_brief": _("{who} was refused goals, plan and visits of {person}"),
    "see_trail": _("{who} was refused to see who opened the record of {person}"),
    "review": _("{who} was refused to answer a finding of {person}: {what}"),
    "record": _("{who} was refused to write into the record of {person}: {what}"),
    "sign": _("{who} was refused to sign or amend about {person}: {what}"),
    "plan": _("{who} was refused to work on the plan of {person}: {what}"),
    "choose": _("{who} was refused to answer what is asked once a visit, for {person}: {what}"),
    "ask_person": _("{who} was refused to let {person} answer: {what}"),
    "hand_on": _("{who} was refused work about {person}: {what}"),
    "book": _("{who} was refused the appointments of {person}: {what}"),
    "take_in": _("{who} was refused to work on a referral of {person}: {what}"),
    "triage": _("{who} was refused to triage a referral of {person}: {what}"),
    "join": _("{who} was refused to join the care team of {person}"),
    "assign": _("{who} was refused to change the care team of {person}"),
    "edit_person": _("{who} was refused to correct {person}"),
    "merge_person": _("{who} was refused to merge {person}"),
    "break_glass": _("{who} was refused to break the glass for {person}"),
    "invite": _("{who} was refused to invite into the portal of {person}"),
    "own_entered": _("Someone failed to come into the portal as {who}"),
    "own_see": _("{who} was refused in the portal of {person}: {what}"),
    "own_answer": _("{who} was refused to answer in the portal of {person}: {what}"),
    "own_ask": _("{who} was refused to ask in the portal of {person}: {what}"),
    "own_take": _("{who} was refused to take away in the portal of {person}: {what}"),
    "own_settle": _("{who} was refused to settle in the portal of {person}: {what}"),
    "make_person": _("{who} was refused to make a person"),
    "find": _("{who} was refused to look for a person"),
    "manage_staff": _("{who} was refused to manage the accounts: {what}"),
    "manage_clinics": _("{who} was refused to manage the clinics: {what}"),
    "sign_in": _("Someone failed to sign in as {who}"),
    "second_factor": _("Someone who knew the password failed to give the second factor of {who}"),
    "confirm": _("{who} gave a wrong password"),
    "tablet_opened": _("Someone typed a wrong code on {who}"),
    "ended_session": _("A session of {who} was ended: {what}"),
}
_REFUSED_A_PAGE = _("{who} was refused {what}")
ACTIONS = tuple(_DONE)
# Events about a person that write nothing about them.
LOOKS = ("see", "see_brief", "see_trail", "book")


@dataclass(frozen=True)
class ChainCheck:
    """What a walk along the chain found; keep `head` elsewhere to notice a chain that was cut short."""

    events: int
    head: str
    broken_at: int | None

    @property
    def sound(self) -> bool:
        """Whether no event was changed, taken out or put in between."""
        return self.broken_at is None


@dataclass(frozen=True)
class Entry:
    """An event as people read it."""

    event: AuditEvent
    sentence: str


def record(
    request: HttpRequest | None,
    action: str,
    *,
    allowed: bool,
    why: str,
    what: str = "",
    patient_id: str | None = None,
    actor: str = "",
    actor_name: str = "",
    role: str = "",
) -> AuditEvent:
    """Add one event to the trail and return it.

    request : whose staff and address are noted; None for a command on the site's own machine.
    actor : the user name, where no staff act (a sign-in that failed, a command, the portal).
    actor_name, role : how somebody who is no staff is called, and as what they act; staff who are signed in
    in the same browser have no part in it.
    """
    if action not in _DONE:
        raise ValueError(f"no such action: {action!r}; there are {', '.join(ACTIONS)}")
    staff: Staff | None = None
    if request is not None and request.user.is_authenticated and not actor_name:
        staff = request.user  # type: ignore[assignment]
    event = AuditEvent(
        at=timezone.now(),
        actor=staff.username if staff else actor,
        actor_name=staff.name if staff else actor_name,
        role=staff.role if staff else role,
        address=request.META.get("REMOTE_ADDR", "") if request is not None else "",
        action=action,
        what=what,
        patient_id=patient_id,
        allowed=allowed,
        why=str(why),
    )
    with transaction.atomic():
        _one_at_a_time()
        event.previous = _head()
        event.hash = event.own_hash()
        event.save()
    return event


def _one_at_a_time() -> None:
    """Hold the chain until the transaction ends. SQLite has one writer anyway (IMMEDIATE)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])


def _head() -> str:
    last = AuditEvent.objects.order_by("-id").values_list("hash", flat=True).first()
    return last or BEFORE_THE_FIRST


def verify_chain() -> ChainCheck:
    """Walk the whole trail; `broken_at` is the id of the first event that does not fit the one before it."""
    head, count = BEFORE_THE_FIRST, 0
    for event in AuditEvent.objects.order_by("id").iterator(chunk_size=_AT_ONCE):
        if event.previous != head or event.own_hash() != event.hash:
            return ChainCheck(count, head, event.id)
        head, count = event.hash, count + 1
    return ChainCheck(count, head, None)


def entries(events: Iterable[AuditEvent]) -> list[Entry]:
    """Events as sentences: "Dr Ito opened Ana Silva (4711): summary, 4 May 10:12"."""
    events = list(events)
    ids = {event.patient_id for event in events if event.patient_id}
    people = Patient.objects.filter(patient_id__in=ids)
    names = {p.patient_id: called(p) for p in people}  # type: ignore[attr-defined]
    return [Entry(event, sentence(event, names.get(event.patient_id or "", ""))) for event in events]


def sentence(event: AuditEvent, person: str = "") -> str:
    """One event in words; `person` is how the person is called, else the id stands there."""
    words = _DONE[event.action] if event.allowed else _REFUSED.get(event.action, _REFUSED_A_PAGE)
    text = str(words).format(
        who=event.actor_name or event.actor or str(_("Nobody signed in")),
        person=person or event.patient_id or "",
        what=event.what,
    )
    return f"{text}, {moment(event.at)}"


def moment(at: datetime) -> str:
    """A moment as people write it, in the clinic's time zone: 4 May 10:12; another year is named."""
    local = timezone.localtime(at)
    form = "j M H:i" if local.year == timezone.localtime().year else "j M Y H:i"
    return date_format(local, form)


def called(patient: Patient) -> str:  # type: ignore[valid-type]
    """How a person is called in a sentence: the name with the record number."""
    name = patient.name or patient.patient_id  # type: ignore[attr-defined]
    number = patient.identifier  # type: ignore[attr-defined]
    return f"{name} ({number})" if number else str(name)
