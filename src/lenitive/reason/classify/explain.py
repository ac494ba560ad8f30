"""A criterion or grade laid open: a grade by the criteria it asks, each criterion by its own conditions."""

from __future__ import annotations

from collections.abc import Iterator

from lenitive.errors import KnowledgeError
from lenitive.knowledge.classification import Criterion, Grade, as_rules, subjects
from lenitive.knowledge.classification.model import GradeTree
from lenitive.knowledge.rules.model import Rule
from lenitive.reason.classify.judged import MET, NOT_MET, UNKNOWN, Truths, criteria
from lenitive.reason.engine.findings import STATUS, finding
from lenitive.reason.engine.person import Judged
from lenitive.reason.engine.program import Judgement
from lenitive.reason.explained import Explained, Explanation, Kind, node

_LEAD = {MET: "Because", NOT_MET: "Not met", UNKNOWN: "Not known"}


def show_classified(name: str) -> Explanation:
    """The logic of a criterion or grade in plain words."""
    return Explanation(_rule(name), _Reading(None).top(name), None)


def explain_classified(judged: Judged, name: str) -> Explanation:
    """The truth of a criterion or grade for the person for whom the program of criteria was judged."""
    reading, grade = _Reading(judged), _grades().get(name)
    if grade is None:
        told = finding(judged, judged.rules[_judgement(name).number])
        return Explanation(_rule(name), reading.top(name), None, told.status, told.reason, told.settles_by)
    truths = Truths({each.judgement.rule.id: each.truth for each in judged.rules})
    value = truths.grade(name)
    deciding = [_criterion(each) for each in dict.fromkeys(truths.deciding(grade.tree))]
    said = "; ".join(_said(each, truths) for each in deciding)
    asks = "; ".join(each.ask for each in deciding) if value == UNKNOWN else ""
    reason = f"{_LEAD[value]}: {said}."
    return Explanation(_rule(name), reading.top(name), None, STATUS[value], reason, asks)


class _Reading:
    """Trees as nodes; with `judged`, as they are for that person."""

    def __init__(self, judged: Judged | None) -> None:
        self._judged = judged
        self._truths = (
            None if judged is None else Truths({each.judgement.rule.id: each.truth for each in judged.rules})
        )

    def top(self, name: str) -> Explained:
        """The tree of a criterion or grade."""
        grade = _grades().get(name)
        if grade is not None:
            return self._grade(grade.tree, decides=True)
        return node(criteria(), _judgement(name).when_tree, self._judged)

    def _grade(self, tree: GradeTree, *, decides: bool) -> Explained:
        alone = tree if tree.criterion else tree.parts[0]
        if alone.criterion and len(tree.parts) < 2:
            return self._criterion(alone, decides=decides, negated=tree.negated)
        whole = self._value(tree)
        inside = MET - whole if tree.negated and whole is not None else whole
        parts = tuple(
            self._grade(part, decides=decides and (whole is None or self._value(part) == inside))
            for part in tree.parts
        )
        truth = "" if whole is None else STATUS[whole]
        return Explained(_kind(tree), _joined(tree), truth, decides and whole is not None, (), parts)

    def _criterion(self, tree: GradeTree, *, decides: bool, negated: bool) -> Explained:
        """A criterion by its title, with its own conditions below it."""
        one = _criterion(tree.criterion)
        below = node(criteria(), _judgement(one.id).when_tree, self._judged, decides=decides)
        if self._truths is None:
            return Explained("rule", f"not: {one.title}" if negated else one.title, children=(below,))
        truth = self._truths.criterion(one.id)
        value = MET - truth.value if negated else truth.value
        return Explained("rule", _said(one, self._truths), STATUS[value], decides, truth.row_ids, (below,))

    def _value(self, tree: GradeTree) -> int | None:
        return None if self._truths is None else self._truths.value(tree)


def _said(one: Criterion, truths: Truths) -> str:
    """A criterion in words, as it is for a person."""
    lead = {MET: "", NOT_MET: "not so: ", UNKNOWN: "whether: "}[truths.criterion(one.id).value]
    return f"{lead}{one.title}"


def _kind(tree: GradeTree) -> Kind:
    if tree.least == len(tree.parts):
        return "all"
    return "any" if tree.least == 1 else "count"


def _joined(tree: GradeTree) -> str:
    words = {
        "all": "all of these",
        "any": "any of these",
        "count": f"at least {tree.least} of these {len(tree.parts)}",
    }[_kind(tree)]
    return f"not: {words}" if tree.negated else words


def _every() -> Iterator[Criterion]:
    return (one for each in subjects() for one in each.criteria)


def _criterion(name: str) -> Criterion:
    return next(one for one in _every() if one.id == name)


def _grades() -> dict[str, Grade]:
    return {grade.id: grade for each in subjects() for grade in each.grades}


def _judgement(name: str) -> Judgement:
    return next(each for each in criteria().judgements if each.rule.id == name)


def _rule(name: str) -> Rule:
    for each in as_rules():
        if each.id == name:
            return each
    raise KnowledgeError(f"there is no criterion or grade {name!r}", do="`lenitive rules list` shows them")
