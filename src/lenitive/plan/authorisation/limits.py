"""How often a procedure was done, against how often a policy pays; and the next day that is within."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lenitive.knowledge.authorisation.model import Limit
from lenitive.plan.authorisation.evidence import EvidenceBook
from lenitive.plan.authorisation.model import LimitState, Within
from lenitive.plan.authorisation.request import Request
from lenitive.plan.authorisation.sessions import Session
from lenitive.plan.authorisation.sites import same_region
from lenitive.reason.story.words import counted, day_words

_LAST_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def limit_states(asked: Request, done: Iterable[Session], book: EvidenceBook) -> tuple[LimitState, ...]:
    """Every limit of the policy that binds the procedure."""
    binding = [each for each in asked.policy.limits if not each.bound or asked.procedure in each.bound]
    sessions = list(done)
    return tuple(_state(each, asked, sessions, book) for each in binding)


@dataclass(frozen=True)
class _Days:
    """Days with a session. sure : they count; maybe : they may; undated : sessions without a day."""

    sure: tuple[date, ...]
    maybe: tuple[date, ...]
    undated: int


def _state(limit: Limit, asked: Request, done: Sequence[Session], book: EvidenceBook) -> LimitState:
    if limit.levels is not None and asked.site.segments:
        return _levels(limit, len(asked.site.segments), limit.levels)
    if not limit.of:
        return LimitState(limit.id, limit.words, "not_counted", 0, 0, None, None, limit.words, ())
    counting = [(each, sure) for each in done if (sure := _counts(limit, asked, each)) is not False]
    if limit.gap_days is not None:
        return _gap(limit, asked, counting, limit.gap_days, book)
    open_from = date.min if limit.months is None else add_months(asked.as_of, -limit.months)
    inside = [(each, sure) for each, sure in counting if each.day is None or each.day.high > open_from]
    days = _days(inside, open_from)
    low, high = len(days.sure), len(days.maybe) + days.undated
    most = limit.most or 0
    status: Within = "over" if low >= most else "within" if high < most else "unknown"
    next_day = None
    if status == "over" and limit.months is not None:
        next_day = add_months(days.sure[-most], limit.months)
    rows = book.rows(row for each, _sure in inside for row in each.rows[:1])
    text = _count_words(limit, low, high, status, next_day)
    return LimitState(limit.id, limit.words, status, low, high, most, next_day, text, rows)


def _levels(limit: Limit, planned: int, most: int) -> LimitState:
    """Levels of the request, where they are written, against the most that are paid for in one session."""
    status: Within = "over" if planned > most else "within"
    text = f"{counted(planned, 'level')} planned; {limit.words}"
    return LimitState(limit.id, limit.words, status, planned, planned, most, None, text, ())


def _counts(limit: Limit, asked: Request, session: Session) -> bool | None:
    """Whether a session counts against a limit; nothing when that is not known."""
    if not session.treatments & set(limit.of):
        return False
    sure = session.treatments <= set(limit.of)
    here = True if limit.per == "person" else same_region(asked.site.region, session.site.region)
    if limit.per == "joint" and here is not False:
        here = _same_side(asked, session) if here or not asked.site.region else here
    if here is False:
        return False
    return True if sure and here else None


def _same_side(asked: Request, session: Session) -> bool | None:
    if not asked.site.sides or not session.site.sides:
        return None
    return bool(asked.site.sides & session.site.sides)


def _days(inside: Sequence[tuple[Session, bool | None]], open_from: date) -> _Days:
    """Several procedures of one day are one session."""
    sure = {
        each.day.low
        for each, counts in inside
        if counts and each.day and each.day.exact and each.day.low > open_from
    }
    maybe = {each.day.high for each, _counts in inside if each.day}
    return _Days(
        tuple(sorted(sure)), tuple(sorted(sure | maybe)), sum(each.day is None for each, _counts in inside)
    )


def _gap(
    limit: Limit,
    asked: Request,
    counting: Sequence[tuple[Session, bool | None]],
    gap_days: int,
    book: EvidenceBook,
) -> LimitState:
    """Days since the last session."""
    gap = timedelta(days=gap_days)
    sure = [each.day.low for each, counts in counting if counts and each.day and each.day.exact]
    near = [each for each, _counts in counting if each.day is None or each.day.high + gap > asked.as_of]
    last = max(sure, default=None)
    over = last is not None and last + gap > asked.as_of
    status: Within = "over" if over else "unknown" if near else "within"
    next_day = last + gap if over and last is not None else None
    rows = book.rows(row for each, _counts in counting for row in each.rows[:1])
    text = _gap_words(limit, last, next_day, status)
    return LimitState(limit.id, limit.words, status, int(over), len(near), None, next_day, text, rows)


def _count_words(limit: Limit, low: int, high: int, status: Within, next_day: date | None) -> str:
    seen = counted(low, "session") if low == high else f"{low} to {high} sessions"
    when = f"in the last {limit.months} months" if limit.months else "so far"
    text = f"{seen} {when}; {limit.words}"
    if status == "over":
        return (
            f"{text}. The next is within it on {day_words(next_day)}" if next_day else f"{text}. None is left"
        )
    if status == "unknown":
        return f"{text}. Whether it is within is not known"
    return text


def _gap_words(limit: Limit, last: date | None, next_day: date | None, status: Within) -> str:
    if next_day is not None:
        lead = f"The last was on {day_words(last or next_day)}; {limit.words}"
        return f"{lead}. The next is within it on {day_words(next_day)}"
    if status == "unknown":
        return f"{limit.words}. Whether it is within is not known"
    return f"{limit.words}; the last was {'on ' + day_words(last) if last else 'never'}"


def add_months(day: date, months: int) -> date:
    """The same day so many months on; the last day of a month where that month is shorter."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    leap = month == 1 and (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return date(year, month + 1, min(day.day, _LAST_DAYS[month] + int(leap)))
