"""The fields that a view uses: the tree that prunes what is read, and its two written forms."""

from __future__ import annotations

from dataclasses import dataclass, field

import orjson

# JSON as it is given to DuckDB: nested text, objects and one-element lists.
Written = str | list["Written"] | dict[str, "Written"]


@dataclass
class Field:
    """One field of the JSON that a view reads.

    many : a list. json : kept as JSON, because its depth is not known (`repeat`).
    A field without children is read as text: a number keeps its digits, and an object or a list in its place
    shows as JSON instead of vanishing.
    """

    path: str
    many: bool = False
    json: bool = False
    children: dict[str, Field] = field(default_factory=dict)

    def child(self, name: str, many: bool, json: bool) -> Field:
        """The field `name` of this one, added when it is new."""
        if name not in self.children:
            self.children[name] = Field(f"{self.path}.{name}", many, json)
        return self.children[name]

    def structure(self) -> str:
        """The structure that `from_json` takes."""
        return orjson.dumps(self._written()).decode()

    def columns(self) -> str:
        """The columns that `read_json` takes, one for each child."""
        return ", ".join(f"{quoted(name)}: '{child._type()}'" for name, child in self.children.items())

    def _written(self) -> Written:
        leaf = "JSON" if self.json else "VARCHAR"
        inner: Written = (
            {name: child._written() for name, child in self.children.items()}
            if self.children and not self.json
            else leaf
        )
        return [inner] if self.many else inner

    def _type(self) -> str:
        if self.json or not self.children:
            inner = "JSON" if self.json else "VARCHAR"
        else:
            inner = ", ".join(f"{quoted(name)} {child._type()}" for name, child in self.children.items())
            inner = f"STRUCT({inner})"
        return f"{inner}[]" if self.many else inner


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"
