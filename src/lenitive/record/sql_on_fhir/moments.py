"""The least and the greatest that a date, dateTime, instant, time or decimal of any precision can mean.

Source: FHIRPath, lowBoundary() and highBoundary(); precision is counted in digits, as there.
"""

from __future__ import annotations

from collections.abc import Callable

from lenitive.record.sql_on_fhir import elements

# Digits of precision -> characters of the text that keep it.
_DATE_LENGTHS = {4: 4, 6: 7, 8: 10}
_MOMENT_LENGTHS = _DATE_LENGTHS | {10: 13, 12: 16, 14: 19, 17: 23}
_TIME_LENGTHS = {2: 2, 4: 5, 6: 8, 9: 12}
_MOST_DECIMALS = 28
_ZONE = r"(Z|[+-]\d\d:\d\d)$"


def boundary(type_: str, sql: str, *, high: bool, precision: int | None) -> str | None:
    """SQL of the least (or greatest) value that the text `sql` can mean; None for a type that has no bounds.

    A precision that the type does not have gives NULL.
    """
    if elements.is_number(type_):
        return _once(sql, lambda t: _decimal(t, high, precision))
    if type_ == "time":
        length = _TIME_LENGTHS.get(9 if precision is None else precision)
        return "NULL" if length is None else _once(sql, lambda t: f"{_time(t, high)}[:{length}]")
    if type_ == "date":
        length = _DATE_LENGTHS.get(8 if precision is None else precision)
        return "NULL" if length is None else _once(sql, lambda t: f"{_day(t, high)}[:{length}]")
    if elements.is_date(type_):
        length = _MOMENT_LENGTHS.get(17 if precision is None else precision)
        return "NULL" if length is None else _once(sql, lambda t: _moment(t, high, length))
    return None


def microseconds(type_: str, sql: str, *, high: bool) -> str:
    """SQL of the least (or greatest) instant that a text can mean, as a number that can be compared.

    A dateTime without offset is taken as UTC.
    """
    if type_ == "time":
        return f"epoch_us(CAST({_time(sql, high)} AS TIME))"
    local, zone = _local(sql), _zone(sql)
    return (
        f"epoch_us(CAST({_padded_moment(local, high)} || "
        f"coalesce(nullif(replace({zone}, 'Z', '+00:00'), ''), '+00:00') AS TIMESTAMPTZ))"
    )


def _once(sql: str, make: Callable[[str], str]) -> str:
    """`make` of an operand that is computed once, however often the made SQL names it."""
    return (
        f"list_transform([CAST({sql} AS VARCHAR)], lambda t: CASE WHEN t IS NOT NULL THEN {make('t')} END)[1]"
    )


def _decimal(t: str, high: bool, precision: int | None) -> str:
    """Half a unit of the last written digit below or above; 1.0 means 0.95 to 1.05."""
    if precision is not None and not 0 <= precision <= _MOST_DECIMALS:
        return "CAST(NULL AS DOUBLE)"
    # An exponent moves the last written digit.
    exponent = rf"coalesce(TRY_CAST(regexp_extract({t}, '[eE]([+-]?\d+)$', 1) AS INTEGER), 0)"
    digits = rf"length(regexp_extract({t}, '\.(\d+)', 1)) - {exponent}"
    sign = "+" if high else "-"
    half, last = f"0.5 * pow(10, -({digits}))", f"CAST(greatest({digits}, 0) + 1 AS INTEGER)"
    bound = f"round(CAST({t} AS DOUBLE) {sign} {half}, {last})"
    if precision is None:
        return bound
    cut = "ceil" if high else "floor"
    return f"{cut}(round(({bound}) * 1e{precision}, 9)) / 1e{precision}"


def _time(t: str, high: bool) -> str:
    rest = "23:59:59.999" if high else "00:00:00.000"
    return f"({t} || {_rest(rest, t)})"


def _day(t: str, high: bool) -> str:
    low = f"({t} || {_rest('0000-01-01', t)})"
    if not high:
        return low
    return (
        f"(CASE length({t}) WHEN 4 THEN {t} || '-12-31' "
        f"WHEN 7 THEN CAST(last_day(CAST({t} || '-01' AS DATE)) AS VARCHAR) ELSE {t} END)"
    )


def _padded_moment(local: str, high: bool) -> str:
    day = f"(CASE WHEN length({local}) < 10 THEN {_day(local, high)} ELSE {local} END)"
    rest = "0000-00-00T23:59:59.999" if high else "0000-00-00T00:00:00.000"
    return f"({day} || {_rest(rest, day)})"


def _moment(t: str, high: bool, length: int) -> str:
    local, zone = _local(t), _zone(t)
    bound = f"{_padded_moment(local, high)}[:{length}]"
    if length <= _DATE_LENGTHS[8]:
        return bound
    # Somewhere on earth the day begins at +14:00 and ends at -12:00.
    unsaid = "-12:00" if high else "+14:00"
    return f"{bound} || coalesce(nullif({zone}, ''), '{unsaid}')"


def _local(t: str) -> str:
    return f"regexp_replace({t}, '{_ZONE}', '')"


def _zone(t: str) -> str:
    return f"regexp_extract({t}, '{_ZONE}', 1)"


def _rest(whole: str, t: str) -> str:
    """What a text lacks to be as long as `whole`."""
    return f"substr('{whole}', length({t}) + 1)"
