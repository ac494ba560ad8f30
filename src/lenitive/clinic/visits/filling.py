"""Fill a visit: each field is kept by itself with its history, and rows of the record follow at once.

A value sent twice counts once (the token of its form and field). Of two who fill the same coded field, the
last one's value stands, its sender is told, and the other's stays in the history; words of two are brought
together by the merge of evaluations. After closing nothing changes without a reason.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.evaluation.words import merged
from lenitive.clinic.models import Visit, VisitChange, VisitValue
from lenitive.clinic.summary import forget
from lenitive.clinic.visits.held_back import held_back
from lenitive.clinic.visits.resources import Filled, Said
from lenitive.clinic.visits.rows import write
from lenitive.clinic.visits.values import field_of, read, words_of
from lenitive.errors import InputError
from lenitive.knowledge.visits.visit_model import Field, Template
from lenitive.knowledge.visits.visit_templates import template

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

_TOKEN = re.compile(r"[0-9a-zA-Z-]{8,40}")
_LEAST_REASON = 8


class HeldBack(InputError):
    """A step that waits for something: nothing of it is kept before that is settled."""


class ClosedVisit(InputError):
    """The visit is closed: it is corrected with a reason."""


@dataclass(frozen=True)
class Sent:
    """One field as it arrives. seen : number of the value that its sender saw; token : of the form."""

    field: str
    value: str
    seen: int
    token: str
    reason: str = ""


@dataclass(frozen=True)
class Kept:
    """What came of it. notice : what its sender should know; is_new : whether this call changed anything;
    corrected : whether it was after closing, because something had been wrong."""

    field: str
    value: str
    words: str
    number: int
    notice: str = ""
    is_new: bool = False
    corrected: bool = False


def template_of(visit: Visit) -> Template:
    """The template of a visit. Raises InputError where the site has taken it away."""
    found = template(visit.template)
    if found is None:
        raise InputError(
            _("the template %r of this visit is not there any more") % visit.template,
            where=visit.title,
            do=_("Put its file back into the folder of templates; what was filled is kept."),
        )
    return found


def keep(visit_pk: int, sent: Iterable[Sent], staff: Staff, now: datetime | None = None) -> list[Kept]:
    """Keep the fields of a form, all or none.

    Raises : InputError in words for a value that does not fit; HeldBack; ClosedVisit without a reason.
    """
    at = now or timezone.now()
    with transaction.atomic():
        visit = Visit.objects.select_for_update().get(pk=visit_pk)
        form = template_of(visit)
        values = {each.field: each for each in visit.values_now.all()}
        done = [_keep_one(visit, form, values, each, staff, at) for each in sent]
        changed = [each.field for each in done if each.is_new]
        if changed:
            _follow(visit, form, values, changed, staff, at, corrected=any(each.corrected for each in done))
    return done


def _keep_one(
    visit: Visit, form: Template, values: dict[str, VisitValue], sent: Sent, staff: Staff, at: datetime
) -> Kept:
    field = field_of(form, sent.field)
    if field is None:
        raise InputError(_("there is no such field"), where=sent.field[:80], do=_("Open the page again."))
    now = values.get(sent.field)
    token = f"{visit.pk}:{sent.token if _TOKEN.fullmatch(sent.token) else uuid.uuid4()}:{sent.field}"
    if VisitChange.objects.filter(token=token).exists():
        return _kept(sent.field, now)
    value = read(field, sent.value)
    if value == (now.value if now else ""):
        return _kept(sent.field, now)
    kind = _kind(visit, field, now, sent)
    _refuse_held_back(visit, form, values, field)
    value, kind, notice = _met(visit, field, now, sent, staff, value, kind)
    return _write(visit, values, field, value, kind, notice, sent.reason.strip(), token, staff, at)


def _kept(field: str, now: VisitValue | None) -> Kept:
    return Kept(field, now.value, now.words, now.number) if now else Kept(field, "", "", 0)


def _kind(visit: Visit, field: Field, now: VisitValue | None, sent: Sent) -> VisitChange.Kind:
    if visit.is_open:
        return VisitChange.Kind.SAID
    if field.later and not (now and now.value):
        return VisitChange.Kind.LATER
    if len(sent.reason.strip()) < _LEAST_REASON:
        raise ClosedVisit(
            _("this visit was closed by %(who)s") % {"who": visit.closed_who},
            where=field.label,
            do=_("Correct the field with a reason; what was there stays in its history."),
        )
    return VisitChange.Kind.CORRECTED


def _refuse_held_back(visit: Visit, form: Template, values: Mapping[str, VisitValue], field: Field) -> None:
    """What a stop holds back waits; a correction after closing tells what was, and waits for nothing."""
    step = form.step_of[field.id.partition(":")[0]]
    if not visit.is_open:
        return
    why = held_back(visit, form, {key: each.value for key, each in values.items()}, step.id)
    if why:
        raise HeldBack(" ".join(why), where=step.title, do=_("Settle it first; then this step opens."))


def _met(
    visit: Visit,
    field: Field,
    now: VisitValue | None,
    sent: Sent,
    staff: Staff,
    value: str,
    kind: VisitChange.Kind,
) -> tuple[str, VisitChange.Kind, str]:
    """What stands where somebody else filled the field after its sender had looked."""
    if now is None or now.number <= sent.seen or now.staff_id == staff.pk:
        return value, kind, ""
    if field.kind == "words" and kind == VisitChange.Kind.SAID:
        base = _seen(visit, field.id, sent.seen)
        both = merged(base, now.value, value)
        notice = _("%(who)s wrote here meanwhile: both are brought together; read it once.") % {
            "who": now.who
        }
        return both.text, VisitChange.Kind.MERGED, notice % {"who": now.who}
    notice = _("%(who)s had entered “%(words)s” meanwhile. Yours stands now; theirs is in the history.") % {
        "who": now.who,
        "words": now.words or _("nothing"),
    }
    return value, VisitChange.Kind.OVER if kind == VisitChange.Kind.SAID else kind, notice


def _seen(visit: Visit, field: str, number: int) -> str:
    """What the field said when it was looked at."""
    found = visit.changes.filter(field=field, number=number).values_list("after", flat=True).first()
    return found or ""


def _write(
    visit: Visit,
    values: dict[str, VisitValue],
    field: Field,
    value: str,
    kind: VisitChange.Kind,
    notice: str,
    reason: str,
    token: str,
    staff: Staff,
    at: datetime,
) -> Kept:
    now, words = values.get(field.id), words_of(field, value)
    number = (now.number if now else 0) + 1
    VisitChange.objects.create(
        visit=visit,
        patient_id=visit.patient_id,
        field=field.id,
        label=field.label,
        kind=kind,
        before=now.value if now else "",
        before_words=now.words if now else "",
        after=value,
        after_words=words,
        number=number,
        reason=reason,
        at=at,
        staff=staff,
        who=staff.name,
        token=token,
    )
    said = {"label": field.label, "value": value, "words": words, "number": number}
    said |= {
        "at": _moment_of(now, kind, at),
        "staff": staff,
        "who": staff.name,
        "patient_id": visit.patient_id,
    }
    values[field.id], _new = VisitValue.objects.update_or_create(visit=visit, field=field.id, defaults=said)
    corrected = kind == VisitChange.Kind.CORRECTED
    return Kept(field.id, value, words, number, notice, is_new=True, corrected=corrected)


def _moment_of(now: VisitValue | None, kind: VisitChange.Kind, at: datetime) -> datetime:
    """What a correction tells was true when it was first said."""
    return now.at if now is not None and kind == VisitChange.Kind.CORRECTED else at


def _follow(
    visit: Visit,
    form: Template,
    values: Mapping[str, VisitValue],
    changed: Iterable[str],
    staff: Staff,
    at: datetime,
    *,
    corrected: bool,
) -> None:
    """The rows of the record that rest on what changed."""
    touched = {write.id for field in changed for write in form.writes_of(field)}
    touched |= {
        write.id for write in form.writes if write.kind == "procedure" and _given_changed(form, changed)
    }
    wanted = [write for write in form.writes if write.id in touched]
    if wanted:
        write(visit, wanted, filled(form, values, staff), staff, at, corrected=corrected)
        forget([visit.patient_id])


def _given_changed(form: Template, changed: Iterable[str]) -> bool:
    """The words of a procedure say what was given at it."""
    given = {key for write in form.writes if write.kind == "given" for key in write.of.values()}
    return bool(given & set(changed))


def filled(form: Template, values: Mapping[str, VisitValue], staff: Staff) -> Filled:
    """What a visit says, for its rows."""
    return Filled(form, {key: Said(each.value, each.at) for key, each in values.items()}, staff.name)
