"""Reading the YAML of knowledge, with the fast loader; each text is parsed once and kept (see `kept`)."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from lenitive.kept import kept_data

if TYPE_CHECKING:
    import yaml

# Any throughout: a YAML document has no type until its reader has checked it.


class NotYaml(Exception):
    """A text that is not YAML, or says a key twice: what is wrong, and on which line (from 1)."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(f"{what} (line {line})")
        self.what, self.line = what, line


class Lined(dict[str, Any]):
    """A mapping of a YAML file that knows its line."""

    line: int = 0


def document(text: str) -> Any:
    """The document of a text. Raises NotYaml."""
    return kept_data(f"yaml {_name(text)}", lambda: _parsed(text, lambda loader: loader))


def lined_document(text: str) -> Any:
    """The document of a text, with every mapping `Lined`. Raises NotYaml, also where a key stands twice."""
    return _lined(kept_data(f"lined yaml {_name(text)}", lambda: _parsed(text, _with_lines)))


def _name(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _parsed(text: str, change: Callable[[Any], Any]) -> Any:
    import yaml

    try:
        return yaml.load(text, Loader=change(getattr(yaml, "CSafeLoader", yaml.SafeLoader)))  # noqa: S506 - safe
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "this is not YAML"
        raise NotYaml(what, mark.line + 1 if mark else 1) from error


def _with_lines(base: Any) -> Any:
    """A loader that gives each mapping as (line, mapping): plain data, which can be kept."""
    import yaml

    def construct(self: Any, node: yaml.MappingNode) -> tuple[int, dict[str, Any]]:
        made: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in made:
                raise yaml.MarkedYAMLError(None, None, f"the key {key!r} stands twice", key_node.start_mark)
            made[key] = self.construct_object(value_node, deep=True)
        return node.start_mark.line + 1, made

    loader: Any = type("LinedLoader", (base,), {})
    loader.add_constructor("tag:yaml.org,2002:map", construct)
    return loader


def _lined(value: Any) -> Any:
    """Pairs of line and mapping as `Lined`."""
    if type(value) is tuple:
        line, entries = value
        made = Lined((key, _lined(entry)) for key, entry in entries.items())
        made.line = line
        return made
    return [_lined(entry) for entry in value] if type(value) is list else value
