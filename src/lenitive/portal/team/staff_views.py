"""What came from a person's home, the page for the doctor first; and what the team says back."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lenitive.clinic.appointments.views.common import person_of, staff_of
from lenitive.clinic.decisions.written import new_token, token_of
from lenitive.clinic.summary import refresh
from lenitive.desk import audit
from lenitive.desk.access import decide, may
from lenitive.knowledge.portal.team import own_team
from lenitive.portal.diary import from_home as diary_from_home
from lenitive.portal.lessons import course, nights
from lenitive.portal.mine import correcting
from lenitive.portal.models import LessonPlace, LessonWord, Night, Seen, SleepAgreement, Verdict
from lenitive.portal.team import asking


@may("see", "what came from home")
@require_safe
def from_home(request: HttpRequest, patient_id: str) -> HttpResponse:
    """The page for the doctor, the diary, sleep, lessons and requests of a person."""
    page = asking.page_of(patient_id)
    context = {
        "patient": person_of(patient_id),
        "patient_id": patient_id,
        "page": page if page is not None and not asking.is_empty(page) else None,
        "worries": [each for each in (page.worry_1, page.worry_2, page.worry_3) if each] if page else [],
        "page_seen": Seen.objects.filter(page=page).order_by("at").first() if page else None,
        "seen": Seen.objects.filter(patient_id=patient_id).order_by("at", "pk").last(),
        "new": new_things(patient_id),
        "diary": diary_from_home.from_home(patient_id),
        "sleep": nights.told(patient_id, timezone.localdate(), "en"),
        "lessons": course.for_team(patient_id),
        "asked": asking.asked_by(patient_id),
        "corrections": correcting.of_person(patient_id),
        "to_answer": correcting.unanswered(patient_id).count(),
        "verdicts": Verdict.choices,
        "longest": own_team().longest_text,
        "may_record": decide(request.user, "record", patient_id).allowed,
        "token": new_token(),
    }
    return render(request, "portal/team/from_home.html", context)


def new_things(patient_id: str) -> int:
    """How many things came from home since somebody last saw them."""
    last = Seen.objects.filter(patient_id=patient_id).order_by("at", "pk").last()
    since = {"at__gt": last.at} if last is not None else {}
    pages = 1 if asking.unseen_page(patient_id) else 0
    requests = asking.recent(patient_id).filter(**since).count()
    recent_nights = Night.objects.filter(patient_id=patient_id, **since).values("morning").distinct().count()
    done = {"done_at__gt": last.at} if last is not None else {"done_at__isnull": False}
    lessons = LessonPlace.objects.filter(patient_id=patient_id, **done).count()
    return pages + requests + recent_nights + lessons


@may("record", "what came from home: seen")
@require_POST
def saw(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Tell the person that it was seen, in one's own name; the same press counts once."""
    staff, token = staff_of(request), token_of(request.POST.get("token", ""))
    page = asking.page_of(patient_id)
    # What came after the page was opened has not been seen.
    shown = request.POST.get("page", "")
    seen_page = page if page is not None and str(page.pk) == shown else None
    try:
        with transaction.atomic():
            Seen.objects.create(
                patient_id=patient_id,
                staff=staff,
                who=staff.name,
                at=timezone.now(),
                page=seen_page,
                token=token,
            )
    except IntegrityError:
        return redirect("portal:from_home", patient_id)
    _note(request, patient_id, "what came from home: seen")
    refresh([patient_id])
    if page is not None and seen_page is None:
        messages.info(request, _("Something was written meanwhile. Please look at it too."))
    messages.success(request, _("The person now reads that you saw it."))
    return redirect("portal:from_home", patient_id)


@may("record", "agreement on the time in bed")
@require_POST
def agree(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Agree that this person may change the time in bed, or end that (`end`)."""
    staff, now = staff_of(request), timezone.now()
    if "end" in request.POST:
        held = SleepAgreement.objects.filter(patient_id=patient_id, ended_at=None)
        if held.update(ended_at=now, ended_by=staff.name):
            _note(request, patient_id, "agreement on the time in bed: ended")
            messages.success(request, _("The agreement is ended."))
        return redirect("portal:from_home", patient_id)
    if not nights.screened(patient_id).safe:
        messages.error(
            request, _("The safety questions are open, or one was answered yes. Clear that first.")
        )
        return redirect("portal:from_home", patient_id)
    made, new = SleepAgreement.objects.get_or_create(
        patient_id=patient_id, ended_at=None, defaults={"at": now, "staff": staff, "who": staff.name}
    )
    if new:
        _note(request, patient_id, "agreement on the time in bed")
    messages.success(request, _("Agreed by %(who)s.") % {"who": made.who})
    return redirect("portal:from_home", patient_id)


@may("record", "a correction of the record")
@require_POST
def correction(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Answer what the person says is not right; the first answer counts."""
    verdict, text = request.POST.get("verdict", ""), request.POST.get("text", "").strip()
    pk, longest = request.POST.get("correction", ""), own_team().longest_text
    if verdict not in Verdict.values or not text or len(text) > longest:
        messages.error(
            request,
            _("Say what you did, and why in at most %(n)d letters. Nothing was sent.") % {"n": longest},
        )
        return redirect("portal:from_home", patient_id)
    with transaction.atomic():  # the answer and its event are kept both, or neither
        counts = pk.isdecimal() and correcting.answer(staff_of(request), patient_id, int(pk), verdict, text)
        if counts:
            _note(request, patient_id, f"a correction of the record: answered ({verdict})")
    if counts:
        messages.success(request, _("The person now reads your answer."))
    else:
        messages.info(request, _("Nothing waits for an answer here. It was answered or taken back."))
    return redirect("portal:from_home", patient_id)


@may("record", "a word beside a lesson")
@require_POST
def word(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Write one message beside a lesson, or take it back; another one takes the place of the last."""
    staff, now = staff_of(request), timezone.now()
    lesson, text = request.POST.get("lesson", ""), request.POST.get("text", "").strip()
    longest = own_team().longest_text
    if lesson not in course.ids() or len(text) > longest:
        messages.error(request, _("Choose a lesson, and write at most %(n)d letters.") % {"n": longest})
        return redirect("portal:from_home", patient_id)
    token = token_of(request.POST.get("token", ""))
    if not LessonWord.objects.filter(token=token).exists():
        with transaction.atomic():
            held = LessonWord.objects.filter(patient_id=patient_id, lesson=lesson, ended_at=None)
            held.update(ended_at=now)
            if text:
                LessonWord.objects.create(
                    patient_id=patient_id,
                    lesson=lesson,
                    text=text,
                    at=now,
                    staff=staff,
                    who=staff.name,
                    token=token,
                )
            _note(request, patient_id, f"a word beside the lesson {lesson}")
    messages.success(request, _("It stands beside the lesson.") if text else _("Taken back."))
    return redirect("portal:from_home", patient_id)


def _note(request: HttpRequest, patient_id: str, what: str) -> None:
    audit.record(
        request,
        "record",
        what=what,
        patient_id=patient_id,
        allowed=True,
        why=request.decision.why,  # type: ignore[attr-defined]
    )
