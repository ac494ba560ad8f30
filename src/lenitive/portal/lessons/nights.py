"""Nights of the store in words: the last seven, what they come to, and the time in bed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lenitive.knowledge.portal.files import said
from lenitive.knowledge.portal.sleep import sleep_rule
from lenitive.plan.own import nights
from lenitive.portal.lessons import course
from lenitive.portal.models import Night, SleepAgreement

SCREEN = "sleep_questions"  # where the answers are kept, beside those of exercises


@dataclass(frozen=True)
class Screened:
    """The safety questions: (name, words, answer) of each, empty where it was not answered."""

    every: tuple[tuple[str, str, str], ...]

    @property
    def answered(self) -> bool:
        """Whether each was answered."""
        return all(answer for _name, _words, answer in self.every)

    @property
    def safe(self) -> bool:
        """Whether each was answered no."""
        return all(answer == "no" for _name, _words, answer in self.every)


@dataclass(frozen=True)
class Line:
    """One night of the list."""

    morning: date
    words: str


@dataclass(frozen=True)
class Sleep:
    """What the sleep diary says. efficiency : whole percent; agreed : the team's agreement."""

    nights: tuple[Line, ...]
    efficiency: int | None
    words: str
    window: str
    why: str
    anyway: tuple[str, ...]
    screen: tuple[tuple[str, str, str], ...]
    answered: bool
    safe: bool
    screen_words: str
    agreed: SleepAgreement | None


def screened(patient_id: str, language: str = "en") -> Screened:
    """The safety questions with the newest answers."""
    held = course.newest(patient_id, SCREEN)
    return Screened(
        tuple((name, said(each, language), held.get(name, "")) for name, each in sleep_rule().screen.items())
    )


def agreement(patient_id: str) -> SleepAgreement | None:
    """The team's agreement that holds."""
    found: SleepAgreement | None = SleepAgreement.objects.filter(patient_id=patient_id, ended_at=None).first()
    return found


def newest(patient_id: str, first: date, last: date) -> dict[date, Night]:
    """Morning -> the night as it was told last."""
    found = Night.objects.filter(patient_id=patient_id, morning__gte=first, morning__lte=last)
    return {each.morning: each for each in found}


def as_told(night: Night) -> nights.Told:
    """A row as the rule reads it."""
    return nights.Told(
        morning=night.morning,
        zone=night.zone,
        to_bed=clock(night.to_bed),
        lights_out=clock(night.lights_out),
        asleep_after=night.asleep_after,
        awake=night.awake,
        up=clock(night.up),
    )


def clock(text: str) -> time | None:
    """A clock time of the wall. Raises : ValueError for what is none."""
    return time.fromisoformat(text) if text else None


def told(patient_id: str, today: date, language: str) -> Sleep:
    """What the last nights say, and whether the time in bed may change."""
    rule, questions, agreed = sleep_rule(), screened(patient_id, language), agreement(patient_id)
    first = today - timedelta(days=int(rule.nights_looked_at) - 1)
    held = newest(patient_id, first, today)
    week = nights.week([as_told(each) for each in held.values()], today)
    advice = nights.advice(week, answered=questions.answered, safe=questions.safe, agreed=agreed is not None)
    days = [today - timedelta(days=back) for back in range(int(rule.nights_looked_at))]
    return Sleep(
        nights=tuple(Line(day, _night_words(held.get(day))) for day in days),
        efficiency=None if week.efficiency is None else round(100 * week.efficiency),
        words=_week_words(week),
        window=_("About %(time)s in bed") % {"time": _hours(advice.window)} if advice.window else "",
        why=said(rule.reasons[advice.reason], language),
        anyway=() if advice.window else tuple(said(each, language) for each in rule.anyway),
        screen=questions.every,
        answered=questions.answered,
        safe=questions.safe,
        screen_words=_screen_words(questions),
        agreed=agreed,
    )


def _week_words(week: nights.Week) -> str:
    counted = {"n": week.counted, "all": week.looked_at}
    words = ngettext(
        "%(n)d of the last %(all)d nights could be counted.",
        "%(n)d of the last %(all)d nights could be counted.",
        week.counted,
    )
    return words % counted


def _night_words(night: Night | None) -> str:
    if night is None:
        return _("not told")
    found = nights.slept(as_told(night))
    if found.asleep is None:
        return _("told in part")
    return _("%(time)s asleep") % {"time": _hours(round(found.asleep))}


def _hours(minutes: int) -> str:
    return _("%(hours)d h %(minutes)02d min") % {"hours": minutes // 60, "minutes": minutes % 60}


def _screen_words(questions: Screened) -> str:
    if not questions.answered:
        return _("The safety questions about a shorter time in bed are not all answered.")
    if questions.safe:
        return _("Every safety question about a shorter time in bed was answered no.")
    yes = ", ".join(words for _name, words, answer in questions.every if answer == "yes")
    return _("Answered yes: %(what)s") % {"what": yes}
