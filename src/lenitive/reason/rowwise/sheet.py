"""The sheet that a compiled expression is written on: lines of Python, the names and constants they use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Atom:
    """A value in the written text: a name, a constant or a cell; `maybe` says that it can be NULL."""

    text: str
    maybe: bool = True


NULL = Atom("None")


@dataclass
class Block:
    """Lines of one function, with the depth they stand at."""

    lines: list[str] = field(default_factory=list)
    depth: int = 1

    def line(self, text: str) -> None:
        """Add one line at the depth of the moment."""
        self.lines.append("    " * self.depth + text)

    @contextmanager
    def under(self, text: str) -> Iterator[None]:
        """Lines that stand under a loop or a condition."""
        self.line(text)
        self.depth += 1
        yield
        self.depth -= 1


@dataclass
class Sheet:
    """Two functions: `fixed(tables)` is done once a process, from knowledge; `moving` for each person."""

    fixed: Block = field(default_factory=Block)
    moving: Block = field(default_factory=Block)
    constants: dict[str, str] = field(default_factory=dict)
    made_once: list[str] = field(default_factory=list)
    count: int = 0

    def fresh(self, prefix: str) -> str:
        """A name that is not used yet."""
        self.count += 1
        return f"{prefix}{self.count}"

    def constant(self, text: str) -> str:
        """The name of a value that never changes, made once when the text is loaded."""
        return self.constants.setdefault(text, f"K{len(self.constants)}")

    def block(self, constant: bool) -> Block:
        """The function that a relation belongs to."""
        return self.fixed if constant else self.moving

    def keep(self, name: str) -> None:
        """Hand a name of `fixed` on to `moving`."""
        self.made_once.append(name)

    def text(self, result: str) -> str:
        """The whole as Python."""
        kept = "".join(f"{name}, " for name in self.made_once)
        return "\n".join(
            [
                *(f"{name} = {text}" for text, name in self.constants.items()),
                "def fixed(tables):",
                *self.fixed.lines,
                f"    return ({kept})",
                "def moving(tables, kept):",
                f"    ({kept}) = kept" if kept else "    pass",
                *self.moving.lines,
                f"    return {result}",
                "",
            ]
        )
