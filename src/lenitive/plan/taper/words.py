"""A taper in words: one step, and the whole calendar as plain text."""

from __future__ import annotations

from collections.abc import Iterable

from lenitive.plan.taper.model import Medicine, Piece, Step, Taper, Weighed
from lenitive.reason.story.words import capital, counted, day_words, listed, number_words


def dose_words(dose: float, medicine: Medicine) -> str:
    """`55 mg a day`; a patch by its rate: `50 mcg/h`."""
    tail = "" if medicine.unit == "mcg/h" else " a day"
    return f"{number_words(dose, 2)} {medicine.unit}{tail}"


def pieces_words(pieces: Iterable[Piece], every_days: int = 1, unit: str = "mg") -> str:
    """`5 tablets of 10 mg and 1 of 5 mg`; a liquid in millilitres."""
    said, form = [], ""
    for piece in pieces:
        said.append(_piece_words(piece, unit, named=piece.form != form))
        form = piece.form
    tail = f", every {counted(every_days, 'day')}" if every_days > 1 else ""
    return listed(said) + tail if said else "none"


def _piece_words(piece: Piece, unit: str, *, named: bool) -> str:
    count, strength = number_words(piece.count, 2), number_words(piece.strength, 3)
    if piece.form == "mL":
        return f"{count} mL of liquid ({strength} mg in 1 mL)"
    form = "" if not named else piece.form if piece.count == 1 else _several(piece.form)
    return f"{count} {form} of {strength} {unit}".replace("  ", " ")


def _several(form: str) -> str:
    return {"patch": "patches", "suppository": "suppositories"}.get(form, f"{form}s")


def step_words(step: Step, medicine: Medicine) -> str:
    """What is taken in a step, in one line."""
    if step.dose == 0:
        return "nothing more"
    taken = pieces_words(step.pieces, step.every_days, medicine.unit)
    if len(step.doses) < 2 or len(step.doses) == sum(piece.count for piece in step.pieces):
        return taken
    doses = listed([number_words(dose, 2) for dose in step.doses])
    return f"{taken} (doses of {doses} {medicine.unit})"


def taper_text(taper: Taper) -> str:
    """The whole plan as plain text for a terminal."""
    blocks = [_head(taper), _reasons(taper), _calendar(taper), _checks(taper), _tail(taper)]
    return "\n\n".join(block for block in blocks if block)


def _head(taper: Taper) -> str:
    medicine = taper.medicine
    lines = [
        f"{taper.patient_id} as of {taper.as_of} (knowledge {taper.knowledge})",
        f"{capital(medicine.name)}: {dose_words(medicine.dose, medicine)} now.",
    ]
    if taper.status == "not_now":
        return "\n".join([*lines, "Not now: no calendar is made."])
    goal = "to none" if taper.reached == 0 else f"to {dose_words(taper.reached, medicine)}"
    pace = f"{number_words(taper.percent)}% of that every {counted(taper.every_weeks, 'week')} at most"
    limit = f"{number_words(taper.limit.percent)}% every {counted(taper.limit.weeks, 'week')}"
    lines.append(f"Down {goal}, {pace}; the limit is {limit} ({taper.limit.says}).")
    lines += [f"Recorded, {what}: {said}" for what, said in taper.recorded]
    return "\n".join(lines)


def _reasons(taper: Taper) -> str:
    if not taper.reasons:
        return ""
    return "\n".join(["Before anything else:", *(_reason(each) for each in taper.reasons)])


def _reason(each: Weighed) -> str:
    lead = "Not ruled out: " if each.status == "unknown" else "Wait. " if each.holds else "Take care. "
    rests = f" Rests on {', '.join(each.rows[:4])}." if each.rows else ""
    return f"  {lead}{each.says}. {each.do}.{rests}"


def _calendar(taper: Taper) -> str:
    if not taper.steps:
        return ""
    lines = ["Calendar (the dose stays until the next line; each step only if both agree):"]
    for step in taper.steps:
        mme = "" if step.mme is None else f"{number_words(step.mme)} MME"
        pause = f"; pause of {counted(step.pause_weeks, 'week')} in it" if step.pause_weeks else ""
        dose = dose_words(step.dose, taper.medicine) if step.dose else "none"
        taken = step_words(step, taper.medicine)
        lines.append(f"  {step.number:>2}  {day_words(step.start):>11}  {dose:<14} {mme:<9} {taken}{pause}")
    return "\n".join(lines)


def _checks(taper: Taper) -> str:
    if not taper.checks:
        return ""
    lines = ["Seen and called:"]
    lines += [f"  {day_words(each.day):>11}  {each.kind:<8} {each.why}" for each in taper.checks]
    lines.append("At each visit: " + "; ".join(taper.at_visit) + ".")
    lines.append("At each call: " + "; ".join(taper.at_contact) + ".")
    return "\n".join(lines)


def _tail(taper: Taper) -> str:
    lines = [*(f"Note: {note}" for note in taper.notes), *taper.advice]
    lines.append("Help at once for: " + "; ".join(taper.urgent_signs) + ".")
    lines.append("The pace may be slowed, paused or ended at any visit. Nobody has to finish a taper.")
    lines += [f"Source: {source}" for source in taper.sources]
    return "\n".join(lines)
