"""The plan of `lenitive assess` in plain text: what to start, what goes on, and the options with why."""

from __future__ import annotations

from typing import Any

Report = dict[str, Any]  # the JSON of `--json`, whose schema is in docs/schemas

_SHOWN = 12
_WAITS = "Until that was assessed nothing else starts. What is taken now is not stopped for it."
_NOW = (("stop_slowly", "Lower slowly, never suddenly"), ("review", "Look at again"), ("keep", "Go on"))
_STANDING = {
    "fits_now": "fits now",
    "consider": "to consider",
    "unknown": "not known",
    "later": "later",
    "already_tried": "already tried",
    "not_for_this_person": "not for this person",
}


def plan_text(summary: Report) -> str:
    """The plan: emergencies, what is taken now, what to start part by part, then the best options."""
    plan = summary.get("combination")
    if plan is None:
        return ""
    options = {option["treatment"]: option for option in summary["options"]}
    lines = [f"Plan ({plan['pathway']} pathway):"]
    lines += [f"  Before anything else: {each}" for each in plan["emergencies"]]
    if plan["emergencies"]:
        lines.append(f"  {_WAITS}")
    for key, lead in _NOW:
        lines += [f"  {lead}: {_named(options[name])}" for name in plan[key]]
    for part in plan["parts"]:
        names = [options[name]["title"] for name in part["start"]]
        if names:
            lines.append(f"  Start, {part['part']}: {'; '.join(names)}")
    if plan["first"]:
        lines.append(f"  Find out first: {'; '.join(plan['first'][:3])}")
    return "\n".join([*lines, "", *_options(summary["options"], waits=bool(plan["emergencies"]))])


def _named(option: Report) -> str:
    return f"{option['title']}. {option['do']}"


def _options(options: list[Report], *, waits: bool) -> list[str]:
    """The best options, each with its first reason on either side; the rest by number."""
    shown = options[:_SHOWN]
    when = "Options once the emergency was assessed" if waits else "Options"
    lines = [f"{when} (the first {len(shown)} of {len(options)}; all with --json):"]
    for option in shown:
        lines.append(f"  {option['rank']:>3} {option['title']}: {_STANDING[option['standing']]}")
        lines += [f"        for: {each}" for each in option["for"][:1]]
        lines += [f"        against: {each}" for each in option["against"][:1]]
        lines += [f"        first: {each}" for each in option["needs"][:1]]
    return lines
