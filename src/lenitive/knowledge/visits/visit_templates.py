"""The templates of visits: ours, and those of a site.

LENITIVE_VISIT_TEMPLATES is the path of a folder with YAML files of a site's own (docs/visits.md). One that
stands in the place of one of ours says so with `replaces`. A file that breaks the schema is refused with its
line, before anybody opens a visit by it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from lenitive.errors import ConfigurationError, KnowledgeError
from lenitive.knowledge import instruments
from lenitive.knowledge.documents import Lined
from lenitive.knowledge.visits.adverse_events import event_words
from lenitive.knowledge.visits.expected import expected
from lenitive.knowledge.visits.visit_file import VisitFile
from lenitive.knowledge.visits.visit_model import (
    Check,
    CheckKind,
    Field,
    FieldKind,
    Next,
    Option,
    Panel,
    Setting,
    Step,
    Template,
    Write,
    WriteKind,
)

SETTING = "LENITIVE_VISIT_TEMPLATES"
ROLES = frozenset(
    {
        *("physician", "physiotherapist", "occupational_therapist", "psychologist", "nurse", "pharmacist"),
        *("social_worker", "health_coach", "trainee"),
    }
)
_OURS = "knowledge/visits/templates"
_ORDER = (
    *("procedure", "medicine_review", "therapy", "psychology"),
    *("programme_review", "telehealth", "nurse"),
)
_TEMPLATE = "id title short says minutes setting roles expects next steps version source verified"
_FIELD = "help options low high unit needed later grave"
_CHECK = "fields stops values limit holds_back unless source verified"
_WRITE = "text system code unit instrument"
# What each kind of write needs, and what it may take besides.
_PARTS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "observation": (frozenset({"value"}), frozenset()),
    "procedure": (frozenset({"treatment", "done"}), frozenset({"side", "levels", "guidance", "reason"})),
    "discussed": (frozenset({"when"}), frozenset()),
    "consent": (frozenset({"decision"}), frozenset({"about"})),
    "given": (frozenset({"medicine", "dose"}), frozenset({"done", "route"})),
    "goal": (frozenset({"goal"}), frozenset({"due"})),
    "relief": (frozenset({"before", "diary"}), frozenset({"done"})),
    "trials": (frozenset({"each"}), frozenset()),
}


def templates() -> Mapping[str, Template]:
    """Every template of this site by its id, in the order of the list; ours first."""
    return read_templates(os.environ.get(SETTING, ""))


def template(name: str) -> Template | None:
    """One template; None where there is none of that id (any more)."""
    return templates().get(name)


@lru_cache(maxsize=8)
def read_templates(folder: str) -> Mapping[str, Template]:
    """Our templates and those in a site's folder (empty: none).

    Raises : KnowledgeError with file and line; ConfigurationError where the folder is none.
    """
    made = {each: _read(f"{_OURS}/{each}.yaml", _our_text(each))[0] for each in _ORDER}
    for path in _site_files(folder):
        found, replaces = _read(str(path), path.read_text("utf-8"))
        if found.id in made and replaces != found.id:
            raise KnowledgeError(
                f"there is a template {found.id!r} already",
                where=found.place,
                do=f"Give it another id, or write `replaces: {found.id}`",
            )
        made[found.id] = found
    _refuse_lost_next(made)
    return made


def _our_text(name: str) -> str:
    return files("lenitive.knowledge.visits").joinpath("templates", f"{name}.yaml").read_text("utf-8")


def _site_files(folder: str) -> list[Path]:
    if not folder:
        return []
    if not Path(folder).is_dir():
        raise ConfigurationError(
            "the folder of visit templates is not there",
            where=f"{SETTING}={folder}",
            do="Make it, or unset the setting.",
        )
    return sorted(Path(folder).glob("*.yaml"))


def _refuse_lost_next(made: Mapping[str, Template]) -> None:
    for each in made.values():
        if each.next.kind not in made:
            raise KnowledgeError(
                f"{each.id} is followed by {each.next.kind!r}, and there is no such template",
                where=each.place,
                do="Known: " + ", ".join(made),
            )


def _read(name: str, text: str) -> tuple[Template, str]:
    file = VisitFile(name, text)
    top = file.top
    file.keys(top, _TEMPLATE, "checks writes verified_scope replaces put_off", "the template")
    file.known(file.texts(top, "roles"), ROLES, top, "role")
    file.known([file.text(top, "expects")], expected().visits, top, "visit of expected.yaml")
    low, high = file.two_numbers(top, "minutes")
    steps = tuple(_step(file, each) for each in file.entries(top, "steps"))
    if not steps:
        raise file.wrong("it has no step", top.line, "Write at least one")
    file.once(
        (each for step in file.entries(top, "steps") for each in file.entries(step, "fields")), "id", "field"
    )
    file.once(file.entries(top, "steps"), "id", "step")
    made = Template(
        id=file.text(top, "id"),
        title=file.text(top, "title"),
        short=file.text(top, "short"),
        says=file.text(top, "says"),
        minutes=(int(low), int(high)),
        setting=file.one_of(top, "setting", Setting),
        roles=file.texts(top, "roles"),
        expects=file.text(top, "expects"),
        next=_next(file, file.mapping(top["next"], top.line)),
        steps=steps,
        checks=tuple(_check(file, each, steps) for each in file.entries(top, "checks")),
        writes=tuple(_write(file, each, steps) for each in file.entries(top, "writes")),
        version=str(top["version"]),
        source=file.text(top, "source"),
        verified=file.flag(top, "verified"),
        verified_scope=file.text(top, "verified_scope"),
        place=f"{name} line {top.line}",
        put_off=file.text(top, "put_off"),
    )
    file.known([made.put_off] if made.put_off else [], made.fields, top, "field")
    if "next_step" not in {field.id for field in made.steps[-1].fields}:
        raise file.wrong("its last step has no field next_step", top.line, "End it with the next step")
    return made, file.text(top, "replaces")


def _step(file: VisitFile, entry: Lined) -> Step:
    file.keys(entry, "id title fields", "says panel roles", f"the step {entry.get('id', '')}")
    file.known(file.texts(entry, "roles"), ROLES, entry, "role")
    return Step(
        id=file.text(entry, "id"),
        title=file.text(entry, "title"),
        says=file.text(entry, "says"),
        fields=tuple(_field(file, each) for each in file.entries(entry, "fields")),
        panel=file.one_of(entry, "panel", Panel, ""),
        roles=file.texts(entry, "roles"),
    )


def _field(file: VisitFile, entry: Lined) -> Field:
    file.keys(entry, "id label kind", _FIELD, f"the field {entry.get('id', '')}")
    name = file.text(entry, "id")
    if not name.replace("_", "").isalnum() or not name.isascii():
        raise file.wrong(f"the field is called {name!r}", entry.line, "Use a to z, 0 to 9 and _")
    kind = file.one_of(entry, "kind", FieldKind)
    options = tuple(_options(file, entry))
    if (kind in ("choice", "each_treatment")) != bool(options):
        raise file.wrong(f"the field {name} of kind {kind} and its options do not fit", entry.line)
    return Field(
        id=name,
        label=file.text(entry, "label"),
        kind=kind,
        help=file.text(entry, "help"),
        options=options,
        low=file.number(entry, "low"),
        high=file.number(entry, "high"),
        unit=file.text(entry, "unit"),
        needed=file.flag(entry, "needed", False),
        later=file.flag(entry, "later", False),
        grave=_grave(file, entry),
    )


def _grave(file: VisitFile, entry: Lined) -> str:
    kind = file.text(entry, "grave")
    file.known([kind] if kind else [], event_words().kinds, entry, "kind of adverse event")
    return kind


def _options(file: VisitFile, entry: Lined) -> Iterator[Option]:
    """Written as id: words, or as id: {words, system, code} where a row is coded."""
    if "options" not in entry:
        return
    for name, value in file.mapping(entry["options"], entry.line).items():
        if not isinstance(name, str):
            raise file.wrong(f"an option is called {name!r}", entry.line, "Put it in quotes")
        if isinstance(value, str):
            yield Option(name, value)
        else:
            coded = file.mapping(value, entry.line)
            file.keys(coded, "words system code", "", f"the option {name}")
            yield Option(name, *(file.text(coded, key) for key in ("words", "system", "code")))


def _check(file: VisitFile, entry: Lined, steps: tuple[Step, ...]) -> Check:
    file.keys(entry, "id kind says", _CHECK, f"the check {entry.get('id', '')}")
    fields = {field.id for step in steps for field in step.fields}
    file.known(file.texts(entry, "fields"), fields, entry, "field")
    file.known(file.texts(entry, "holds_back"), {step.id for step in steps}, entry, "step")
    unless = file.text(entry, "unless")
    file.known([unless] if unless else [], fields, entry, "field")
    made = Check(
        id=file.text(entry, "id"),
        kind=file.one_of(entry, "kind", CheckKind),
        fields=file.texts(entry, "fields"),
        says=file.text(entry, "says"),
        stops=file.flag(entry, "stops", True),
        values=file.texts(entry, "values"),
        limit=file.number(entry, "limit"),
        holds_back=file.texts(entry, "holds_back"),
        unless=unless,
        source=file.text(entry, "source"),
        verified=file.flag(entry, "verified", False),
    )
    wants = {"same": 2, "not": 1, "below": 1, "holds": 1, "steroid": 0}[made.kind]
    if len(made.fields) != wants:
        raise file.wrong(f"the check {made.id} names {len(made.fields)} fields", entry.line, f"Name {wants}")
    if (made.kind == "below") != (made.limit is not None) or (made.kind == "not") != bool(made.values):
        raise file.wrong(f"the check {made.id} lacks its limit or values, or has one too many", entry.line)
    return made


def _write(file: VisitFile, entry: Lined, steps: tuple[Step, ...]) -> Write:
    file.keys(entry, "id kind of", _WRITE, f"the write {entry.get('id', '')}")
    kind = file.one_of(entry, "kind", WriteKind)
    of = {str(key): str(value) for key, value in file.mapping(entry["of"], entry.line).items()}
    file.known(of.values(), {field.id for step in steps for field in step.fields}, entry, "field")
    instrument = file.text(entry, "instrument")
    if kind == "answers":
        file.known([instrument], set(instruments.ids()), entry, "instrument")
        file.known(of, set(instruments.instrument(instrument).position), entry, f"item of {instrument}")
    else:
        needed, optional = _PARTS[kind]
        if missing := sorted(needed - set(of)):
            raise file.wrong(
                f"the write {entry['id']} lacks {', '.join(missing)} in `of`", entry.line, "Add it"
            )
        file.known(of, needed | optional, entry, f"part of a {kind}")
    return Write(
        id=file.text(entry, "id"),
        kind=kind,
        of=of,
        text=file.text(entry, "text"),
        system=file.text(entry, "system"),
        code=file.text(entry, "code"),
        unit=file.text(entry, "unit"),
        instrument=instrument,
    )


def _next(file: VisitFile, entry: Lined) -> Next:
    file.keys(entry, "weeks kind words source verified", "", "next")
    low, high = file.two_numbers(entry, "weeks")
    return Next(
        low,
        high,
        file.text(entry, "kind"),
        file.text(entry, "words"),
        file.text(entry, "source"),
        file.flag(entry, "verified"),
    )
