"""What the record says about the pain itself: since when, how far it spreads, whether it follows a nerve.

At most two rows a patient, one of time and one of the body map; see `pain` in knowledge/rules/language.yaml.
Bounds follow the written text: "2025" is a range, and a problem without an onset began at any time up to its
recording.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.reason.later import _, ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_DAYS_IN_MONTH = 30.4375  # the mean month of the Gregorian calendar
_NUMBER = ibis.null("float64")
_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def pain(t: Tables) -> ir.Table:
    """Rows of time (days) and of the map (areas, quarters, in_territory), each with its row_ids."""
    return ibis.union(_time(t), _map(t))


def _time(t: Tables) -> ir.Table:
    """How long the pain that goes on lasts: the longest of all that is known, as one range.

    A problem or an answer that dates the onset sets both ends; a sign (a pain score, "three months") only
    shows that the pain is at least so old. Where signs are older than every onset, the upper end is open.
    """
    known = ibis.union(_by_problems(t), _by_person(t), _by_signs(t))
    longest = known.group_by("patient_id").agg(
        days_low=known.low.max(),
        oldest=known.high.max(),
        open_end=(known.dates & known.high.isnull()).any(),
        row_ids=known.row_id.collect(distinct=True).sort(),
    )
    closed = ~longest.open_end & (longest.oldest >= longest.days_low)
    return longest.cross_join(t.asked).select(
        "patient_id",
        "row_ids",
        "days_low",
        fact=ibis.literal("time"),
        days_high=ibis.ifelse(closed, longest.oldest, _NUMBER),
        areas=_NUMBER,
        quarters=_NUMBER,
        in_territory=_NUMBER,
        at_low=_.as_of,
        at_high=_.as_of,
    )


def _known(rows: ir.Table, low: ir.NumericValue, high: ir.NumericValue, *, dates: bool) -> ir.Table:
    return rows.select(
        "patient_id",
        "row_id",
        low=low.cast("float64"),
        high=high.cast("float64"),
        dates=ibis.literal(dates),
    )


def _by_problems(t: Tables) -> ir.Table:
    """Problems that hurt and go on; without an onset, from the day of recording to any time before."""
    rows = _active(t).inner_join(t.knowledge.pain_concept, "concept").cross_join(t.asked)
    rows = rows.filter(rows.at_low <= rows.as_of)
    rows = rows.select(
        "patient_id", "at_low", "at_high", "min_days", "max_days", "as_of", row_id=_.row_ids.unnest()
    )
    onsets = t.record.condition.select("row_id", "onset_high")
    rows = rows.left_join(onsets, "row_id")
    since = ibis.greatest(_days_since(rows, rows.at_high), 0)
    low = ibis.greatest(since, rows.min_days.fill_null(0))
    oldest = _days_since(rows, rows.at_low)
    high = ibis.ifelse(rows.onset_high.notnull() & (oldest >= low), oldest, ibis.null("int64"))
    return _known(rows.filter(since <= rows.max_days.fill_null(since)), low, high, dates=True)


def _by_person(t: Tables) -> ir.Table:
    """The date (it may be a year or a month), or else the months, that the newest pain history says."""
    rows = _newest_said(t)
    began, lasts = rows.item == "onset_date", rows.item == "duration"
    said = rows.group_by("patient_id", "as_of").agg(
        text=rows.value_text.strip().max(where=began),
        months=rows.value_number.max(where=lasts),
        at=rows.at_high.max(where=lasts),
        row_id=ibis.coalesce(rows.row_id.max(where=began), rows.row_id.max(where=lasts)),
    )
    said = said.mutate(first=_first_day(said.text), since=_days_since(said, said.at))
    dated = said.first.notnull()
    low = ibis.ifelse(
        dated,
        ibis.greatest(_days_since(said, _last_day(said.text, said.first)), 0),
        (said.months * _DAYS_IN_MONTH).floor() + said.since,
    )
    high = ibis.coalesce(
        _days_since(said, said.first), ((said.months + 1) * _DAYS_IN_MONTH).floor() + said.since
    )
    return _known(said.filter(low.notnull(), high >= 0), low, high, dates=True)


def _newest_said(t: Tables) -> ir.Table:
    """Each person's newest answers about the onset and the months; where one day has several, all of them."""
    answers = t.record.answer
    rows = answers.filter(answers.instrument == "pain_history").cross_join(t.asked)
    told = (rows.item == "onset_date") | ((rows.item == "duration") & (rows.value_number >= 0))
    rows = rows.filter(rows.at_low <= rows.as_of, told)
    rows = rows.mutate(newest=rows.at_high.max().over(ibis.window(group_by=[rows.patient_id, rows.item])))
    return rows.filter(rows.at_high == rows.newest)


def _first_day(text: ir.StringValue) -> ir.DateValue:
    """Only the written form of FHIR is a day; each engine has ways of its own to read others."""
    whole = ibis.cases(
        (text.length() == 4, text + "-01-01"), (text.length() == 7, text + "-01"), else_=text[:10]
    )
    return ibis.ifelse(whole.re_search(_DAY), whole, ibis.null("string")).try_cast("date")


def _last_day(text: ir.StringValue, first: ir.DateValue) -> ir.DateValue:
    day = ibis.interval(days=1)
    year, month = first + ibis.interval(years=1) - day, first + ibis.interval(months=1) - day
    return ibis.cases((text.length() == 4, year), (text.length() == 7, month), else_=first).cast("date")


def _by_signs(t: Tables) -> ir.Table:
    """Scores above nothing: the pain is at least as old as the first, if none since was free of pain."""
    items = t.derived.answer.select("patient_id", "row_ids", "value", "at_high", id=_.item)
    scores = t.derived.score.select("patient_id", "row_ids", "value", "at_high", id=_.scale)
    rows = ibis.union(items, scores).inner_join(t.knowledge.pain_sign, "id").cross_join(t.asked)
    rows = rows.filter(rows.at_high <= rows.as_of).mutate(shown=rows.value >= rows.at_least)
    shown_at = ibis.ifelse(rows.shown, rows.at_high, ibis.null("date"))
    each = ibis.window(group_by=[rows.patient_id, rows.id])
    rows = rows.mutate(first=shown_at.min().over(each), last=shown_at.max().over(each), row_id=_.row_ids[0])
    runs = rows.group_by("patient_id", "id", "as_of", "min_days", "fresh_days").agg(
        first=rows["first"].max(),
        last=rows["last"].max(),
        free=rows.at_high.max(where=~rows.shown),
        first_row=rows.row_id.min(where=rows.shown & (rows.at_high == rows["first"])),
        last_row=rows.row_id.min(where=rows.shown & (rows.at_high == rows["last"])),
    )
    since_first = runs.free.isnull() | (runs.free < runs.first)
    goes_on = since_first | (runs.free < runs.last)
    runs = runs.filter(goes_on, _days_since(runs, runs.last) <= runs.fresh_days)
    low = _days_since(runs, ibis.ifelse(since_first, runs.first, runs.last)) + runs.min_days.fill_null(0)
    row = ibis.ifelse(since_first, runs.first_row, runs.last_row)
    return _known(runs.mutate(row_id=row), low, _NUMBER, dates=False)


def _days_since(rows: ir.Table, day: ir.DateValue) -> ir.IntegerValue:
    return rows.as_of.delta(day, unit="day")


def _map(t: Tables) -> ir.Table:
    """What the newest body map of each person counts, and how much of it follows a nerve on record."""
    rows = t.record.region.cross_join(t.asked)
    rows = rows.filter(rows.at_high <= rows.as_of)
    rows = rows.mutate(newest=rows.at_high.max().over(ibis.window(group_by=rows.patient_id)))
    rows = rows.filter(rows.at_high == rows.newest)
    # A place marked with 0 was asked about and does not hurt.
    rows = rows.mutate(region=ibis.ifelse(rows.intensity == 0, ibis.null("string"), rows.region))
    places = t.knowledge.body_region.select(
        "wpi_area",
        region=_.id,
        quarter=ibis.ifelse(_.counts_for_generalised == "yes", _.region_group, ibis.null("string")),
    )
    rows = rows.left_join(places, "region").drop("region_right")
    rows = rows.left_join(_territories(t), ["patient_id", "region"])
    counted = rows.group_by("patient_id").agg(
        row_ids=rows.row_id.collect(distinct=True).sort(),
        areas=rows.wpi_area.nunique().cast("float64"),
        quarters=rows.quarter.nunique().cast("float64"),
        in_territory=rows.region_right.nunique().cast("float64"),
        at=rows.at_high.max(),
    )
    return counted.select(
        "patient_id",
        "row_ids",
        "areas",
        "quarters",
        "in_territory",
        fact=ibis.literal("map"),
        days_low=_NUMBER,
        days_high=_NUMBER,
        at_low=counted.at,
        at_high=counted.at,
    )


def _territories(t: Tables) -> ir.Table:
    """Rows (patient, region): the regions that belong to a nerve disease that goes on."""
    return _active(t).inner_join(t.knowledge.territory, "concept").select("patient_id", "region")


def _active(t: Tables) -> ir.Table:
    """Problems that go on, or of which nothing is said."""
    problems = t.derived.concept
    return problems.filter(problems.of == "condition", problems.status.fill_null("active") == "active")
