"""What lessons and the sleep diary put on the first page: one suggestion, never more."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.desk.policy import own_may
from lenitive.knowledge.portal.course import course as whole_course
from lenitive.portal.home.cards import Card
from lenitive.portal.lessons import course
from lenitive.portal.models import LessonPlace, Night
from lenitive.portal.sessions import Me


def card(me: Me) -> list[Card]:
    """The next lesson, and the night where it was told this morning."""
    if not own_may(me.tie.helper, "own_answer"):
        return []
    return [*_night(me), *_lesson(me)]


def _lesson(me: Me) -> list[Card]:
    following = course.following(me.patient_id)
    if following is None:
        return []
    begun = LessonPlace.objects.filter(patient_id=me.patient_id, lesson=following.id, done_at=None).exists()
    title = following.title(me.language)
    return [
        Card(
            130,
            title,
            _("Your lesson goes on where you stopped.") if begun else _("A short lesson, a part at a time."),
            reverse("portal:lesson", args=[following.id]),
            _("Go on") if begun else _("Begin"),
            whole_course().minutes["read"],
        )
    ]


def _night(me: Me) -> list[Card]:
    told = Night.objects.filter(patient_id=me.patient_id, morning=timezone.localdate()).exists()
    if not told:
        return []
    return [Card(90, _("Sleep diary"), "", reverse("portal:sleep"), _("Open"), done=True)]
