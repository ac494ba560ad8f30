"""The summaries of the command line in plain text, most urgent first."""

from __future__ import annotations

from typing import Any

from lenitive.cli.plan_text import plan_text

Report = dict[str, Any]  # the JSON of `--json`, whose schema is in docs/schemas

URGENCY = ("emergency", "urgent", "soon", "routine")


def exposure_text(report: Report) -> str:
    """The MME report: the total first, then each order and why it counted or not."""
    lines = [_total(report), f"Factors: {report['factors']}. As of {report['as_of']}."]
    for order in report["orders"]:
        amount = (
            "not known" if order["mme"] is None and order["status"] == "unknown" else _number(order["mme"])
        )
        shown = f"{amount} MME a day" if order["status"] != "not_counted" else "not counted"
        name = order["ingredient"] or "unknown medicine"
        lines.append(f"  {order['id']}: {name}: {shown}. {order['reason'] or ''}".rstrip())
    return "\n".join(lines)


def _total(report: Report) -> str:
    low, high, total = report["mme_low"], report["mme_high"], report["total_mme"]
    if total is None:
        known = f"at least {_number(low)}" if low is not None else "nothing"
        return f"Opioids: not known ({known} MME a day could be read)."
    if low == high:
        return f"Opioids: {_number(total)} MME a day."
    return f"Opioids: up to {_number(total)} MME a day (between {_number(low)} and {_number(high)})."


def _number(value: float | None) -> str:
    return "not known" if value is None else f"{value:.1f}".removesuffix(".0")


def summary_text(summary: Report) -> str:
    """The whole summary: dangers, what drives the pain, opioids, scores, what is missing."""
    blocks = [
        f"{summary['patient']} as of {summary['as_of']} (knowledge {summary['knowledge']})",
        _findings(summary, "met", "What needs action"),
        _mechanisms(summary["classification"]),
        plan_text(summary),
        exposure_text(summary["exposure"]),
        _scores(summary["scores"]),
        _findings(summary, "unknown", "Not known, and what would settle it"),
        _notes(summary["notes"]),
    ]
    return "\n\n".join(block for block in blocks if block)


def _findings(summary: Report, status: str, title: str) -> str:
    found = [finding for finding in summary["findings"] if finding["status"] == status]
    if not found:
        return f"{title}: nothing found." if status == "met" else ""
    found.sort(key=lambda finding: URGENCY.index(finding["urgency"]))
    lines = [f"{title}:"]
    for finding in found:
        tail = finding["action"] if status == "met" else f"Would settle it: {finding['settles_by']}"
        lines.append(f"  [{finding['urgency']}] {finding['title']} ({finding['rule']})")
        lines.append(f"      {tail}")
        if status == "met" and finding["evidence"]:
            lines.append(f"      rests on {', '.join(finding['evidence'][:6])}")
    return "\n".join(lines)


def _mechanisms(classification: Report) -> str:
    grades = ", ".join(f"{name} {grade}" for name, grade in classification["mechanisms"].items())
    return f"Time course: {classification['time_course']}. What drives the pain: {grades}."


def _scores(scores: list[Report]) -> str:
    if not scores:
        return "Scores: none."
    lines = ["Scores:"]
    for score in scores:
        value = (
            score["value"]
            if score["value"] is not None
            else f"not known ({score.get('reason') or 'no reason given'})"
        )
        band = f", {score['band']}" if score.get("band") else ""
        lines.append(
            f"  {score['instrument']}.{score['scale']} {value}{band} ({score.get('at') or 'undated'})"
        )
    return "\n".join(lines)


def _notes(notes: list[Any]) -> str:
    return "\n".join(["Problems met while reading:", *(f"  {note}" for note in notes)]) if notes else ""
