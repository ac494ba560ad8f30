"""`lenitive simulate`: an adaptive test on simulated people."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click
import orjson

from lenitive.cli import adaptive_options

if TYPE_CHECKING:
    from lenitive.measure.simulate import Simulation


@click.command("simulate")
@click.argument("bank")
@adaptive_options.bank_option
@adaptive_options.rule_options
@click.option("--people", default=10_000, show_default=True, type=click.IntRange(1), help="How many people.")
@click.option("--seed", default=0, show_default=True, help="Seed of the people and their answers.")
@click.option(
    "--most-exposure",
    type=click.FloatRange(0, 1, min_open=True),
    default=None,
    help="Hold every item's exposure near this share (Sympson and Hetter).",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    bank: str,
    of: str,
    people: int,
    seed: int,
    most_exposure: float | None,
    as_json: bool,
    **rules: Any,  # the options of `rule_options`, as click names them
) -> None:
    """Run an adaptive test with the item bank BANK on simulated people: bias, RMSE, items, exposure."""
    from dataclasses import replace

    from lenitive.measure.banks import find_bank
    from lenitive.measure.simulate import exposure_for, simulate

    found = find_bank(bank, of=of)
    test = adaptive_options.rules(**rules)
    if most_exposure is not None:
        test = replace(test, exposure=exposure_for(found.bank, test, most_exposure, seed=seed))
    report = simulate(found.bank, test, people=people, seed=seed)
    if as_json:
        click.echo(orjson.dumps({"bank": found.id, **asdict(report)}, option=orjson.OPT_INDENT_2))
        return
    click.echo(_text(found.title, report))


def _text(title: str, report: Simulation) -> str:
    often = sorted(report.exposure.items(), key=lambda pair: -pair[1])
    never = sum(not share for _, share in often)
    stops = ", ".join(f"{name} {share:.0%}" for name, share in report.reasons.items() if share)
    lines = [
        f"{title}: {report.people:,} simulated people",
        f"bias {report.bias:+.4f}, RMSE {report.rmse:.4f}, mean SE {report.mean_se:.4f} (theta)",
        f"within 1.96 SE: {report.covered:.1%}",
        f"items: {report.mean_items:.2f} on average; stopped by: {stops}",
        f"exposure: most {often[0][0]} {often[0][1]:.1%}; never asked: {never}",
        "",
        "theta   people     bias    RMSE      SE   items",
    ]
    lines += [
        f"{centre:5.0f} {people:8,d} {bias:+8.3f} {rmse:7.3f} {se:7.3f} {items:7.2f}"
        for centre, people, bias, rmse, se, items in report.by_theta
    ]
    return "\n".join(lines)
