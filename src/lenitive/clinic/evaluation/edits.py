"""Keep what somebody sent for a field: merge it, write its rows, and let nothing count twice or be lost.

Every edit says on which text it was typed (its base). The server keeps each text as it was sent and as it was
merged, so both can be a base: whoever sent a text goes on from that text, whoever took over a merged one goes
on from there. Edits of one evaluation come one after another (its row is locked), each in a transaction of
its own with the rows of the record that follow from it.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.evaluation.rows import Said, write
from lenitive.clinic.evaluation.values import read
from lenitive.clinic.evaluation.words import merged
from lenitive.clinic.models import Evaluation, EvaluationEdit
from lenitive.clinic.summary import forget, refresh
from lenitive.errors import InputError
from lenitive.knowledge.visits.evaluation import Field, template

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

_BASE = re.compile(r"(\d{1,9})([sm])")
_KEY = re.compile(r"[0-9a-fA-F-]{8,36}")
_NAME = re.compile(r"[a-z_0-9]{1,40}(\.[a-z_0-9]{1,40}){1,3}")


@dataclass(frozen=True)
class Sent:
    """One edit as it arrives.

    key : made where it was typed. base : the text it was typed on ("12s": as edit 12 was sent, "12m": as it
    was merged; empty: nothing stood there). seen : the newest edit of a value that its sender saw.
    reason : why it is corrected after signing.
    """

    field: str
    text: str
    key: str
    base: str = ""
    seen: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Kept:
    """What came of it. number, text, who, at : of the newest edit of the field.

    base_sent : the base of whoever types on from what they sent. base_now : of whoever takes over the text.
    met : whose change it met in one place; was : the value that it took the place of, where it is another's.
    is_new : whether this call made it.
    """

    number: int
    text: str
    who: str
    at: datetime | None
    base_sent: str
    base_now: str
    met: str = ""
    was: str = ""
    is_new: bool = False


class SignedError(InputError):
    """The evaluation was signed; it is corrected with a reason."""


def field_named(name: str) -> Field:
    """The field of a name. One that this version does not know (written before an update) is kept as a text.

    Raises : InputError for what is no name.
    """
    known = template().field(name)
    if known is not None:
        return known
    if not _NAME.fullmatch(name):
        raise InputError(_("there is no such field"), where=name[:80], do=_("Open the page again."))
    return Field(
        id=name, part=name.partition(".")[0], label=name.replace(".", ": ").replace("_", " "), kind="text"
    )


def keep(evaluation_pk: int, sent: Sent, staff: Staff) -> Kept:
    """Keep one edit and the rows that follow from it; the same one again changes nothing.

    Raises : InputError, in words, for a value that the field cannot hold; SignedError without a reason after
    signing. Nothing is kept then.
    """
    field = field_named(sent.field)
    text = read(field, sent.text)
    with transaction.atomic():
        evaluation = Evaluation.objects.select_for_update().get(pk=evaluation_pk)
        before, key, base = _before(evaluation, sent, text)
        head = _head(evaluation, field.id)
        if before is not None:
            return _kept(head or before, base_sent=f"{before.number}s")
        _refuse_signed(evaluation, sent)
        edit = _edit(evaluation, field, text, base, head, sent.seen, staff)
        if edit is None:
            return _kept(head, base_sent=f"{head.number}m" if head and head.text == text else base)
        edit.key = key
        _save(evaluation, edit, staff, sent.reason.strip())
        _follow(evaluation, field, edit)
    was = head.text if head is not None and edit.met and field.coded else ""
    return _kept(edit, base_sent=f"{edit.number}s", met=edit.met, was=was, is_new=True)


def _before(evaluation: Evaluation, sent: Sent, text: str) -> tuple[EvaluationEdit | None, str, str]:
    """The edit of this key where it is there already; else the key and the base to write it with.

    A key that comes back with another text was typed on after it had been sent: the text goes on from there.
    """
    key = sent.key if _KEY.fullmatch(sent.key) else str(uuid.uuid4())
    base = sent.base
    while (there := evaluation.edits.filter(key=key).first()) is not None:
        if there.field == sent.field and there.sent == text:
            return there, key, base
        base = f"{there.number}s" if there.field == sent.field else base
        key = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{key} {sent.field} {text}"))
    return None, key, base


def _head(evaluation: Evaluation, field: str) -> EvaluationEdit | None:
    return evaluation.edits.filter(field=field).order_by("-number").first()


def _refuse_signed(evaluation: Evaluation, sent: Sent) -> None:
    if evaluation.signed_at is not None and not sent.reason.strip():
        raise SignedError(
            _("this evaluation was signed by {who}").format(who=evaluation.signed_by),
            do=_("Correct the field with a reason; what you typed is still on this device."),
        )


def _edit(
    evaluation: Evaluation,
    field: Field,
    text: str,
    base: str,
    head: EvaluationEdit | None,
    seen: int,
    staff: Staff,
) -> EvaluationEdit | None:
    """The edit before it is saved; None where it changes nothing."""
    said = head.text if head is not None else ""
    if said == text and (head is not None or not field.coded):
        return None
    if field.coded:
        others = head is not None and head.number > seen and head.staff_id != staff.pk
        return EvaluationEdit(field=field.id, sent=text, met=head.who if head is not None and others else "")
    number, is_sent, typed_on = _base(evaluation, field.id, base)
    if text == typed_on:
        return None
    made = merged(typed_on, said, text)
    return EvaluationEdit(
        field=field.id,
        sent=text,
        merged=None if made.text == text else made.text,
        base=number,
        base_is_sent=is_sent,
        met=_others_since(evaluation, field.id, number, staff) if made.met else "",
    )


def _others_since(evaluation: Evaluation, field: str, number: int | None, staff: Staff) -> str:
    """Who else changed a text since an edit, by name."""
    edits = evaluation.edits.filter(field=field, number__gt=number or 0).exclude(staff=staff)
    return ", ".join(dict.fromkeys(edits.order_by("number").values_list("who", flat=True)))


def _base(evaluation: Evaluation, field: str, base: str) -> tuple[int | None, bool, str]:
    """The number of the base, whether its sent text is meant, and the text; nothing for one that is lost.

    On an empty base every word of both texts is kept, so a base that is lost loses nothing.
    """
    match = _BASE.fullmatch(base)
    there = evaluation.edits.filter(field=field, number=int(match[1])).first() if match else None
    if match is None or there is None:
        return None, False, ""
    is_sent = match[2] == "s"
    return there.number, is_sent, there.sent if is_sent else there.text


def _save(evaluation: Evaluation, edit: EvaluationEdit, staff: Staff, reason: str) -> None:
    evaluation.number += 1
    evaluation.save(update_fields=["number"])
    edit.evaluation, edit.number = evaluation, evaluation.number
    edit.at, edit.staff, edit.who, edit.role, edit.reason = (
        timezone.now(),
        staff,
        staff.name,
        staff.role,
        reason,
    )
    edit.save(force_insert=True)


def _follow(evaluation: Evaluation, field: Field, edit: EvaluationEdit) -> None:
    """Make the rows of the field anew: every page judges them when it is opened.

    Lists hold a line of each person: of a danger it is made anew at once, else at the next look.
    """
    if field.row is None:
        return
    names = [each.id for each in template().of_group(field.row.group)]
    said = {name: Said(each.text, each.at) for name, each in newest(evaluation.pk, names).items()}
    edit.wrote = write(evaluation.pk, evaluation.patient_id, field.row.group, said)
    edit.save(update_fields=["wrote"])
    (refresh if template().is_danger(field) else forget)([evaluation.patient_id])


def newest(evaluation_pk: int, fields: list[str] | None = None) -> dict[str, EvaluationEdit]:
    """The newest edit of each field (of these alone, where they are given)."""
    edits = EvaluationEdit.objects.filter(evaluation_id=evaluation_pk)
    if fields is not None:
        edits = edits.filter(field__in=fields)
    numbers = edits.values("field").annotate(last=Max("number")).values_list("last", flat=True)
    found = EvaluationEdit.objects.filter(evaluation_id=evaluation_pk, number__in=list(numbers))
    return {edit.field: edit for edit in found}


# Any: an edit, or nothing where none was ever made.
def _kept(edit: Any, *, base_sent: str, met: str = "", was: str = "", is_new: bool = False) -> Kept:
    if edit is None:
        return Kept(0, "", "", None, base_sent, "")
    base_now = f"{edit.number}m"
    return Kept(edit.number, edit.text, edit.who, edit.at, base_sent, base_now, met, was, is_new)
