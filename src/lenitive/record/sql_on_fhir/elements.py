"""The elements of FHIR R4: their types, which are lists, and which may have one of several types."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

# A type that R4 does not know: what stands there is never read, and a view that asks for it is told so.
UNKNOWN = "unknown"

_INTEGERS = frozenset({"integer", "positiveInt", "unsignedInt", "integer64"})
_NUMBERS = _INTEGERS | {"decimal"}
_DATES = frozenset({"date", "dateTime", "instant"})
_TEXTS = frozenset(
    {"string", "code", "id", "markdown", "uri", "url", "canonical", "oid", "uuid", "base64Binary", "xhtml"}
)
PRIMITIVES = _NUMBERS | _DATES | _TEXTS | {"boolean", "time"}


@dataclass(frozen=True)
class Element:
    """One element of a type.

    name : as in a path (`deceased`). types : one type, or several for a choice. many : a list.
    choice : written in JSON with the type behind its name (`deceasedBoolean`).
    """

    name: str
    types: tuple[str, ...]
    many: bool = False
    choice: bool = False


def is_integer(type_: str) -> bool:
    """Whether values of a FHIR type are whole numbers."""
    return type_ in _INTEGERS


def is_number(type_: str) -> bool:
    """Whether values of a FHIR type are numbers."""
    return type_ in _NUMBERS


def is_date(type_: str) -> bool:
    """Whether values of a FHIR type are days or instants."""
    return type_ in _DATES


def is_text(type_: str) -> bool:
    """Whether values of a FHIR type are texts."""
    return type_ in _TEXTS


def is_primitive(type_: str) -> bool:
    """Whether a type has a value and no elements of its own that a path can name."""
    return type_ in PRIMITIVES


def json_name(element: str, type_: str) -> str:
    """The key in JSON of a choice element of one type: `value` and `dateTime` give `valueDateTime`."""
    return element + type_[0].upper() + type_[1:]


def is_type(name: str) -> bool:
    """Whether R4 has this type."""
    return name in PRIMITIVES or name in _lines()


@cache
def resource_types() -> frozenset[str]:
    """The names of the resource types of R4: a resource of another type is no FHIR."""

    def is_resource(type_: str) -> bool:
        return type_ == "Resource" or (type_ != "" and is_resource(_type(type_)[0]))

    return frozenset(name for name in _lines() if is_resource(name)) - {"Resource", "DomainResource"}


@cache
def element(type_: str, name: str) -> Element | None:
    """The element `name` of a type, of its own or of the types it is based on; None when R4 has none."""
    base, own = _type(type_)
    if name in own:
        return own[name]
    return element(base, name) if base else None


@cache
def _type(type_: str) -> tuple[str, dict[str, Element]]:
    """The base of a type and the elements that it adds."""
    line = _lines().get(type_)
    if line is None:
        return "", {}
    base, _, rest = line.partition(": ")
    own = (_element(*part.split(" ")) for part in rest.split("; ") if part)
    return "" if base == "-" else base, {one.name: one for one in own}


def _element(name: str, types: str) -> Element:
    choice = name.endswith("[x]")
    return Element(
        name.removesuffix("[x]"), tuple(types.removesuffix("*").split("|")), types.endswith("*"), choice
    )


@cache
def _lines() -> dict[str, str]:
    """Type name -> `base: elements`, from the table."""
    text = resources.files(__package__).joinpath("r4_elements.txt").read_text(encoding="utf-8")
    lines = (line.partition(" < ") for line in text.splitlines() if not line.startswith("#"))
    return {name: rest for name, _, rest in lines}
