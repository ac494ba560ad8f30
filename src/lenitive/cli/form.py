"""`lenitive form`: questionnaires as FHIR, and their official wording."""

from __future__ import annotations

from pathlib import Path

import click
import orjson


@click.group("form")
def command() -> None:
    """Questionnaires as FHIR R4 Questionnaires, and the official wording that this site may use."""


@command.command("show")
@click.argument("instrument")
@click.option("--language", default="", metavar="TAG", help="In this site's official wording, such as de.")
def show_command(instrument: str, language: str) -> None:
    """Print INSTRUMENT as a FHIR Questionnaire: our short labels, or the loaded wording of a language."""
    from lenitive.errors import InputError
    from lenitive.measure.forms import questionnaire
    from lenitive.measure.wording import languages, wording_for

    wording = wording_for(instrument, language) if language else None
    if language and wording is None:
        held = ", ".join(languages(instrument)) or "none"
        raise InputError(f"no wording of {instrument!r} in {language!r} is loaded", do=f"Loaded: {held}.")
    click.echo(orjson.dumps(questionnaire(instrument, wording), option=orjson.OPT_INDENT_2))


@command.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--instrument", required=True, metavar="ID", help="Which instrument it is the wording of.")
@click.option("--language", default="", metavar="TAG", help="Its language, where the file does not say it.")
def import_command(path: Path, instrument: str, language: str) -> None:
    """Bring in the official wording in PATH, a FHIR Questionnaire; what does not fit exactly is refused."""
    from lenitive.measure.wording import keep_wording

    wording = keep_wording(path, instrument, language=language)
    click.echo(f"{wording.instrument} ({wording.language}): {len(wording.items)} questions.")
