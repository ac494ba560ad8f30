"""`lenitive adapt`: one adaptive session as JSON lines, or many replayed from known answers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from lenitive.cli import adaptive_options
from lenitive.errors import AnswerError, InputError

if TYPE_CHECKING:
    from lenitive.measure.adaptive import Rules
    from lenitive.measure.bank_files import BankFile
    from lenitive.measure.session import Session


@click.command("adapt")
@click.argument("bank", required=False)
@adaptive_options.bank_option
@adaptive_options.rule_options
@click.option(
    "--start",
    type=float,
    default=None,
    metavar="THETA",
    help="Choose the first item for this theta, such as the last result's.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of what is left to chance.")
@click.option(
    "--state",
    "state_path",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Keep the session in this file after every answer, and go on from it.",
)
@click.option(
    "--replay",
    default=None,
    metavar="PATH",
    help="Replay sessions whose every answer is known, one a line; - is standard input.",
)
def command(
    bank: str | None,
    of: str,
    start: float | None,
    seed: int,
    state_path: Path | None,
    replay: str | None,
    **rules: Any,  # the options of `rule_options`, as click names them
) -> None:
    """Hold one adaptive session with the item bank BANK (an id or a file) on standard input and output.

    Out, a line each: {"item", "text", "options", "theta", "se", "asked"}. In: {"item", "value"}; a value
    of null skips the item. At the end: {"done": true, "reason", "theta", "se", "t", "asked", "order"}.
    """
    if replay is not None:
        _replay(replay)
        return
    if bank is None:
        raise click.UsageError("Name a bank, or give --replay.")
    from lenitive.measure.banks import find_bank

    _hold(find_bank(bank, of=of), adaptive_options.rules(**rules), start, seed, state_path)


def _replay(path: str) -> None:
    from lenitive.measure.replay import replay_lines

    fine = True
    try:
        source = sys.stdin.buffer if path == "-" else Path(path).open("rb")  # noqa: SIM115 - closed below
    except OSError as problem:
        raise InputError(problem.strerror or "cannot be read", where=path, do="Check the path.") from problem
    with source:
        for line, is_fine in replay_lines(source):
            sys.stdout.buffer.write(line)
            fine = fine and is_fine
    sys.stdout.buffer.flush()
    if not fine:
        sys.exit(1)


def _hold(bank: BankFile, rules: Rules, start: float | None, seed: int, state_path: Path | None) -> None:
    session = _session(bank, rules, start, seed, state_path)
    fine = True
    for text in _asking(bank, session):
        try:
            item, value = _read(text)
            session.answer(item, value)
        except AnswerError as problem:
            fine = False
            _say({"error": str(problem)})
            continue
        if state_path is not None:
            beside = state_path.with_name(state_path.name + ".part")
            beside.write_bytes(orjson.dumps({"bank_id": bank.id, **session.state()}))
            beside.replace(state_path)
    theta, se = session.result
    t, t_se = session.t
    _say(
        {
            "done": session.item is None,
            "reason": session.reason or "input_ended",
            "theta": theta,
            "se": se,
            "t": t,
            "t_se": t_se,
            "asked": session.asked,
            "order": [step.item for step in session.steps if step.value is not None],
            "calibrated": bank.calibrated,
        }
    )
    if not fine:
        sys.exit(1)


def _session(
    bank: BankFile, rules: Rules, start: float | None, seed: int, state_path: Path | None
) -> Session:
    from lenitive.measure.session import Session

    if state_path is None or not state_path.exists():
        return Session(bank.bank, rules, start_theta=start, seed=seed)
    try:
        state = orjson.loads(state_path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as problem:
        raise InputError(
            f"the session cannot be read ({problem})", where=str(state_path), do="Remove it to start anew."
        ) from problem
    if not isinstance(state, dict):
        raise InputError("is no session", where=str(state_path), do="Remove it to start anew.")
    return Session.resume(bank.bank, state)


def _asking(bank: BankFile, session: Session) -> Iterator[bytes]:
    """Ask until the session is over or the input ends; gives each line of input."""
    while session.item is not None:
        theta, se = session.result
        question: dict[str, Any] = {
            "item": session.item,
            "text": " ".join(part for part in (bank.stem, bank.label.get(session.item, "")) if part),
            "options": session.choices,
            "theta": theta,
            "se": se,
            "asked": session.asked,
        }
        if len(bank.options) == len(session.choices):
            question["words"] = list(bank.options)
        _say(question)
        text = sys.stdin.buffer.readline()
        while text and not text.strip():
            text = sys.stdin.buffer.readline()
        if not text:
            return
        yield text


def _read(text: bytes) -> tuple[str, int | None]:
    fix = 'Give {"item", "value"} on one line.'
    try:
        line = orjson.loads(text)
    except orjson.JSONDecodeError as problem:
        raise AnswerError(f"the line is not JSON: {problem}", do=fix) from problem
    if not isinstance(line, dict) or not isinstance(line.get("item"), str) or "value" not in line:
        raise AnswerError('the line has no "item" and "value"', do=fix)
    return line["item"], line["value"]


def _say(line: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()
