"""The `lenitive` command. Each subcommand is one small module here, imported when it is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from lenitive import __version__
from lenitive.errors import LenitiveError

COMMANDS = {
    "adapt": "One adaptive questionnaire, as JSON lines.",
    "ask": "A question about pain care or courses, answered from the library.",
    "assess": "One person's chart becomes a summary.",
    "authorise": "What an insurer asks for before a procedure, what is there, what is missing.",
    "backup": "The whole store in one file, while the site goes on.",
    "bank": "Item banks: list them, bring in a site's own.",
    "check": "Whether the store is whole: audit trail, relations, schema.",
    "form": "A questionnaire as FHIR; bring in its official wording.",
    "courses": "Courses: find, compare, bring in a catalogue.",
    "evaluate": "A population's scores, exposure, findings and changes, as Parquet.",
    "import": "Read FHIR into the store.",
    "mme": "Opioid milligram morphine equivalents a day.",
    "paper": "A summary, letter, plan or calendar as an accessible PDF.",
    "restore": "A backup back into the store, all of it or nothing.",
    "rules": "The rules, and one rule's truth for a person.",
    "score": "Score questionnaire answers, one JSON object a line.",
    "simulate": "An adaptive questionnaire on simulated people.",
    "serve": "The web application.",
    "work": "Judge people ahead of the day: their lines, and the work that their records ask for.",
    "taper": "How an opioid may be reduced slowly, as a calendar.",
}


class Commands(click.Group):
    """A group that imports a subcommand only when it is needed, so that each one starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command `cmd_name`, from the module of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"lenitive.cli.{cmd_name.replace('import', 'import_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lenitive")
def group() -> None:
    """Lenitive: from a chart and a person's own answers to a measured, explained plan of pain care."""


def main() -> None:
    """Run the command; a problem with the input is one line and exit status 1, wrong usage is 2."""
    try:
        group.main(prog_name="lenitive", standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as problem:
        problem.show()
        sys.exit(problem.exit_code)
    except click.Abort:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except LenitiveError as problem:
        _stop(str(problem))
    except (MemoryError, RecursionError) as problem:
        if os.environ.get("LENITIVE_DEBUG"):
            raise
        _stop(f"the input is too large or too deeply nested to be read here ({type(problem).__name__})")
    except Exception as problem:
        if os.environ.get("LENITIVE_DEBUG"):
            raise
        name = f"{type(problem).__name__}: {problem}".splitlines()[0][:200]
        _stop(f"a mistake in Lenitive itself ({name}). Please report it; LENITIVE_DEBUG=1 shows where.")


def _stop(line: str) -> None:
    command = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    click.echo(f"lenitive {command}: {line}".replace(" :", ":"), err=True)
    sys.exit(1)
