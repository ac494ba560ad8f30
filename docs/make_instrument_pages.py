"""Make the page of each instrument, their list, and the page that says where their tests come from."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from lenitive.knowledge import instruments
from lenitive.knowledge.instruments import Instrument, Item, Scale, threshold
from lenitive.measure.forms import expression_of

DOCS = Path(__file__).parent
LICENCES = {
    "free": "free to use",
    "permission": "permission needed",
    "fee": "fee",
    "unknown": "not known, treated as closed",
}
RULES = {
    "sum": "sum of the items",
    "mean": "mean of the answered items",
    "linear": "mean of the answered items, put on 0 to 100",
    "percent_of_max": "sum in percent of the greatest sum of the answered items",
    "weighted": "weighted sum",
    "table": "sum, looked up in a table",
    "t_table": "sum, looked up in a raw-to-T table",
}
MISSING = {
    "none": "",
    "prorate": "; the sum is prorated",
    "prorate_round_up": "; the sum is prorated and rounded up",
    "mean_of_answered": "; the mean is that of the answered items",
}


LIST_TOP = """\
# Instruments

Made from `src/lenitive/knowledge/instruments/files/`: questionnaires, checklists and tests. The labels are
our own short topics; official wording is a site's to load.
[Where the tests of each come from](tests.md).

| id | name | items | scales | licence | rules read in a source |
| --- | --- | --- | --- | --- | --- |
"""
TESTS_TOP = """\
# Where the tests of each instrument come from

Made from `docs/instrument_tests.csv`.

- *Program*: cases that an independent program scored the same,
  [awell-score](https://github.com/awell-health/awell-score) (commit c37843e, MIT).
- *Rule*: cases that someone else's script computed from the published rule. They tell a slip in our code, and
  not a slip in that reading of the rule.
- *Worked*: examples counted by hand from the publication's text, in `tests/measure/test_published.py`.

Besides these, every instrument is held to its range, its fewest answers, its reversed items and the order of
its rows by `tests/measure/test_scoring.py`. Pattern scores and adaptive tests are set against the R package
catR 3.17. Instruments with neither program nor rule are our own checklists and single tests; the properties
alone hold them.

| instrument | program | rule | worked | the rule was read in |
| --- | --- | --- | --- | --- |
"""


def instrument_pages() -> dict[str, Callable[[], str]]:
    """Every page by its name below docs/."""
    pages: dict[str, Callable[[], str]] = {
        "instruments/index.md": list_page,
        "instruments/tests.md": tests_page,
    }
    for form in instruments.instruments():
        pages[f"instruments/{form.id}.md"] = partial(page, form)
    return pages


def list_page() -> str:
    """Every instrument in one table."""
    lines = []
    for form in instruments.instruments():
        scales = ", ".join(scale.id for scale in form.scales)
        read = "yes" if form.verified else "not yet"
        lines.append(
            f"| [`{form.id}`]({form.id}.md) | {form.name} | {len(form.items)} | {scales} "
            f"| {LICENCES[form.licence.kind]} | {read} |"
        )
    return LIST_TOP + "\n".join(lines) + "\n"


def tests_page() -> str:
    """For each instrument the independent source that its tests come from."""
    with (DOCS / "instrument_tests.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lines = []
    for row in rows:
        form = instruments.instrument(row["instrument"])
        read = form.verified_note if form.verified else f"not yet read ({form.verified_note})"
        lines.append(
            f"| [`{form.id}`]({form.id}.md) | {row['program_cases']} | {row['rule_cases']} "
            f"| {row['worked_examples']} | {_cell(read)} |"
        )
    return TESTS_TOP + "\n".join(lines) + "\n"


def page(form: Instrument) -> str:
    """One instrument: what it asks, how it is scored, what its scores and changes mean, and from where."""
    return "\n".join([*_head(form), *_items(form), *_scales(form), *_end(form)]).rstrip() + "\n"


def _head(form: Instrument) -> Iterator[str]:
    yield from (f"# {form.name}", "", f"`{form.id}`, about {', '.join(form.domain).replace('_', ' ')}.")
    if form.recall:
        yield f"Recall: {form.recall}."
    if form.answered_by:
        yield f"Answered by: {form.answered_by}."
    yield from ("", f"- Source: {form.source}.")
    read = "yes" if form.verified else "**not yet read in a source**"
    yield f"- Rules verified: {read}{'; ' if form.verified_note else ''}{form.verified_note}"
    yield f"- Licence: {LICENCES[form.licence.kind]}; {form.licence.note}"
    if form.panel_loinc:
        yield f"- LOINC panel: {form.panel_loinc}"
    yield from (f"- {flag.action}: flag `{flag.id}` where {_at_least(flag.at_least)}" for flag in form.flags)


def _at_least(pairs: tuple[tuple[str, float], ...]) -> str:
    return " or ".join(f"`{key}` is {low:g} or more" for key, low in pairs)


def _items(form: Instrument) -> Iterator[str]:
    yield from ("", "## Items", "", "| item | our label | answers | LOINC |", "| --- | --- | --- | --- |")
    for item in form.items:
        yield f"| `{item.key}` | {item.label} | {_answers(item)} | {item.loinc} |"


def _answers(item: Item) -> str:
    words = ", ".join(f"{value:g} {word}" for value, word in item.words)
    if words:
        return words if len(item.words) == len(item.allowed) else f"{item.low:g} to {item.high:g}: {words}"
    if item.values:
        return ", ".join(f"{value:g}" if isinstance(value, float) else value for value in item.values)
    if item.kind in ("boolean", "date"):
        return {"boolean": "yes (1) or no (0)", "date": "a date, whole or partial"}[item.kind]
    kind = ", any number" if item.kind == "number" else ""
    return f"{item.low:g} to {item.high:g}{kind}"


def _scales(form: Instrument) -> Iterator[str]:
    for scale in form.scales:
        main = " (speaks for the instrument)" if scale.id == form.main and len(form.scales) > 1 else ""
        yield from ("", f"## Scale `{scale.id}`{main}", "")
        yield f"- Score: {_rule(form, scale)}."
        yield f"- Missing answers: {_missing(scale)}."
        if scale.low is not None and scale.high is not None:
            yield f"- Range {scale.low:g} to {scale.high:g}; higher is {scale.higher}."
        if scale.reverse:
            yield f"- Reversed: {', '.join(f'`{key}`' for key in scale.reverse)}."
        if scale.loinc:
            yield f"- LOINC: {scale.loinc}"
        yield from _meaning(scale)
        yield from _change(scale)


def _rule(form: Instrument, scale: Scale) -> str:
    of = f" ({', '.join(f'`{key}`' for key in scale.items)})" if len(scale.items) < len(form.items) else ""
    if scale.rule.kind == "custom":
        return f"{scale.rule.text}; named function `{scale.rule.function}`"
    text = RULES[scale.rule.kind] + of
    if scale.rule.weights:
        pairs = zip(scale.items, scale.rule.weights, strict=True)
        text += "; weights " + ", ".join(f"`{key}` {weight:g}" for key, weight in pairs)
    if scale.rule.factor != 1:
        text += f", times {scale.rule.factor:g}"
    if scale.rule.divisor != 1:
        text += f", divided by {scale.rule.divisor:g}"
    if scale.recode:
        text += "; counted otherwise: " + "; ".join(_recode(key, pairs) for key, pairs in scale.recode)
    if scale.rule.kind == "t_table":
        table = instruments.t_table(scale.rule.table)
        text += f" (`{table.name}`: {table.source}{'' if table.verified else '; not verified'})"
    return text + (", as an SDC calculated expression too" if expression_of(form, scale) else "")


def _recode(key: str, pairs: tuple[tuple[float, float], ...]) -> str:
    return f"`{key}` " + ", ".join(f"{answer:g} as {points:g}" for answer, points in pairs)


def _missing(scale: Scale) -> str:
    total, needed = len(scale.items), scale.missing.needed
    asked = "all are needed" if needed == total else f"at least {needed} of {total} are needed"
    return f"{asked}{MISSING[scale.missing.method] if needed < total else ''} ({scale.missing.basis})"


def _meaning(scale: Scale) -> Iterator[str]:
    if scale.bands:
        bands = "; ".join(f"{band.low:g} to {band.high:g} {band.label}" for band in scale.bands)
        yield f"- Bands: {bands}."
    for cut in scale.cutoffs:
        yield f"- {cut.op} {cut.value:g}: {cut.means} ({cut.source})."


def _change(scale: Scale) -> Iterator[str]:
    limit = threshold(scale)
    for change in scale.changes:
        size = [f"{change.points:g} points"] if change.points is not None else []
        size += [f"{change.percent:g} %"] if change.percent is not None else []
        if not size:
            continue
        span = f" (reported: {change.low:g} to {change.high:g})" if change.low is not None else ""
        read = "" if change.verified else "; not verified"
        where = f", {change.population}" if change.population else ""
        yield f"- Important change: {' or '.join(size)}{span}{where}; {change.method}; {change.source}{read}."
    if limit.leads_by is not None:
        yield f"- The verdict is given in {limit.leads_by}."
    known = scale.reliability
    if limit.reliable_points is not None and known is not None and known.sem is not None:
        read = "" if known.verified else "; not verified"
        yield (
            f"- Reliable change (95 %): {limit.reliable_points:.1f} points, from a standard error of "
            f"measurement of {known.sem:g} ({known.basis}; {known.population}; {known.source}{read})."
        )
    elif limit.se_with_score:
        yield "- Reliable change: by the standard errors of the two scores, from the table."
    else:
        yield "- Reliable change: no standard error of measurement is known, so none is given."


def _end(form: Instrument) -> Iterator[str]:
    if form.notes:
        yield from ("", "## Notes", "", *(f"- {note}" for note in form.notes))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
