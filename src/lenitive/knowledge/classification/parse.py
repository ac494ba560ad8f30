"""YAML to subjects. Trees are those of the rules' language; a named criterion stands for its own tree.

Every complaint names the file and the line; nothing that is not declared passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lenitive.errors import KnowledgeError
from lenitive.knowledge.classification.model import KINDS, SIDES, Criterion, Grade, GradeTree, Subject
from lenitive.knowledge.documents import Lined
from lenitive.knowledge.rules.language import Language
from lenitive.knowledge.rules.model import Node
from lenitive.knowledge.rules.parse import Known, RuleFile

_FILE = {
    "subject",
    "kind",
    "title",
    "meaning",
    "version",
    "status",
    "source",
    "verified",
    "criteria",
    "grades",
}
_FILE_OPTIONAL = {"caution", "verified_scope", "notes"}
_CRITERION = {"id", "side", "title", "when", "ask"}
_CRITERION_OPTIONAL = {"item", "source", "verified"}
_GRADE = {"id", "title", "when"}
_GRADE_OPTIONAL = {"code", "focus", "source", "verified"}


@dataclass(frozen=True)
class _Place:
    """A criterion as it is written, before its tree is read."""

    file: SubjectFile
    entry: Lined


class SubjectFile(RuleFile):
    """One subject being read."""

    def __init__(self, name: str, text: str, words: Language, known: Known) -> None:
        super().__init__(name, text, words)
        self._known = known
        self._book: Mapping[str, _Place] = {}
        self._open: list[str] = []
        self._top = self._mapping(self._source, 1)
        self._keys(self._top, _FILE, _FILE_OPTIONAL, "the file")
        self.subject = str(self._top["subject"])

    def criteria(self) -> dict[str, _Place]:
        """The criteria of this file as written, by `subject.criterion`."""
        made: dict[str, _Place] = {}
        for each in self._top["criteria"]:
            entry = self._mapping(each, self._top.line)
            self._keys(entry, _CRITERION, _CRITERION_OPTIONAL, f"the criterion {entry.get('id', '')}")
            name = f"{self.subject}.{entry['id']}"
            if name in made:
                raise self._wrong(f"the criterion {name} stands twice", entry.line, "Keep one")
            made[name] = _Place(self, entry)
        return made

    def read(self, book: Mapping[str, _Place]) -> Subject:
        """The subject; `book` holds the criteria of all files, so that trees may name them."""
        self._book = book
        top = self._top
        if top["kind"] not in KINDS:
            raise self._wrong(f"{top['kind']!r} is no kind", top.line, "Use " + ", ".join(KINDS))
        return Subject(
            id=self.subject,
            kind=top["kind"],
            title=top["title"],
            meaning=top["meaning"],
            caution=top.get("caution", ""),
            version=str(top["version"]),
            source=top["source"],
            verified=self._verified(top),
            verified_scope=top.get("verified_scope", ""),
            notes=tuple(top.get("notes", ())),
            criteria=tuple(self._criterion(place.entry) for place in self.criteria().values()),
            grades=tuple(self._grade(self._mapping(entry, top.line)) for entry in top["grades"]),
        )

    def _criterion(self, entry: Lined) -> Criterion:
        if entry["side"] not in SIDES:
            raise self._wrong(f"{entry['side']!r} is no side", entry.line, "Use " + ", ".join(SIDES))
        item = entry.get("item", "")
        if item:
            self._known_id("item", item, entry.line)
        name = f"{self.subject}.{entry['id']}"
        return Criterion(
            id=name,
            side=entry["side"],
            title=entry["title"],
            when=self._put_in(name, entry.line),
            ask=entry["ask"],
            item=item,
            source=entry.get("source", self._top["source"]),
            verified=self._verified(entry),
            place=f"{self._name} line {entry.line}",
        )

    def _grade(self, entry: Lined) -> Grade:
        self._keys(entry, _GRADE, _GRADE_OPTIONAL, f"the grade {entry.get('id', '')}")
        name = f"{self.subject}.{entry['id']}"
        if name in self._book:
            raise self._wrong(f"{name} is a criterion and a grade", entry.line, "Rename one")
        return Grade(
            id=name,
            title=entry["title"],
            when=self._node(entry["when"], entry.line),
            tree=self._tree(entry["when"], entry.line),
            code=entry.get("code", ""),
            focus=entry.get("focus", ""),
            source=entry.get("source", self._top["source"]),
            verified=self._verified(entry),
            place=f"{self._name} line {entry.line}",
        )

    def _node(self, entry: object, line: int) -> Node:
        node = self._mapping(entry, line)
        if set(node) != {"criterion"}:
            return super()._node(node, line)
        return self._put_in(self._full(str(node["criterion"])), node.line)

    def _full(self, name: str) -> str:
        """The name of a criterion with its subject; a bare one belongs to this file."""
        return name if "." in name else f"{self.subject}.{name}"

    def _tree(self, entry: object, line: int) -> GradeTree:
        """The logic of a grade over criteria by name; it has no leaves of its own."""
        node = self._mapping(entry, line)
        kind, body = next(iter(node.items()), ("", None))
        if kind == "criterion":
            return GradeTree(1, (), self._full(str(body)))
        if kind == "not":
            return GradeTree(1, (self._tree(body, node.line),), negated=True)
        counted = self._mapping(body, node.line) if kind == "count" else Lined(of=body)
        if kind not in ("all", "any", "count"):
            raise self._wrong(
                "a grade is made of criteria alone", node.line, "Use all, any, not, count and criterion"
            )
        parts = tuple(self._tree(part, node.line) for part in counted["of"])
        least = {"all": len(parts), "any": 1}.get(kind, counted.get("at_least", 0))
        return GradeTree(least, parts)

    def _put_in(self, name: str, line: int) -> Node:
        """The tree of a named criterion, read with the eyes of its own file."""
        place = self._book.get(name)
        if place is None:
            raise self._wrong(f"there is no criterion {name!r}", line, "Correct it or add it")
        if name in self._open:
            raise self._wrong(f"the criterion {name} needs itself", line, "Say it in other criteria")
        other, before = place.file, place.file._open
        other._book, other._open = self._book, [*self._open, name]
        try:
            return other._node(place.entry["when"], place.entry.line)
        finally:
            other._open = before

    def _verified(self, entry: Lined) -> bool:
        verified = entry.get("verified", self._top["verified"])
        if not isinstance(verified, bool):
            raise self._wrong(f"verified is {verified!r}", entry.line, "Write true or false")
        return verified


def parse_subjects(texts: Iterable[tuple[str, str]], words: Language, known: Known) -> tuple[Subject, ...]:
    """Subjects from (name of file, text) pairs, in that order; raises KnowledgeError with file and line."""
    files = [SubjectFile(name, text, words, known) for name, text in texts]
    book: dict[str, _Place] = {}
    for file in files:
        for name, place in file.criteria().items():
            if name in book:
                raise KnowledgeError(f"the subject of {name} stands in two files", do="Keep one")
            book[name] = place
    return tuple(file.read(book) for file in files)
