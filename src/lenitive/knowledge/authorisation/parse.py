"""YAML to policies. Criteria are trees of the rules' language; a complaint names the file and the line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lenitive.errors import KnowledgeError
from lenitive.knowledge.authorisation.model import ANY, Criterion, Limit, Policy
from lenitive.knowledge.documents import Lined
from lenitive.knowledge.rules.language import Language
from lenitive.knowledge.rules.model import Leaf, Node, Take, Test
from lenitive.knowledge.rules.parse import Known, RuleFile

_POLICY = {
    *("id", "payer", "title", "procedures", "referral_needed", "criteria", "repeat", "limits"),
    *("documentation", "not_covered", "source", "verified"),
}
_POLICY_OPTIONAL = {"verified_scope", "note", "repeat_words"}
_CRITERION = {"id", "need", "get", "wanted"}
_CRITERION_OPTIONAL = {"when", "manual", "needed_for", "once_done", "note"}
_LIMIT_OPTIONAL = {"for", "of", "most", "months", "gap_days", "per", "words", "levels"}
_PERS = ("region", "joint", "person")
Texts = Iterable[tuple[str, str]]


class CriteriaFile(RuleFile):
    """One file of shared criteria or of policies being read."""

    def __init__(self, name: str, text: str, words: Language, known: Known, version: str) -> None:
        super().__init__(name, text, words)
        self._known = known
        self._version = version
        self._top = self._mapping(self._source, 1)

    def shared(self) -> dict[str, tuple[CriteriaFile, Lined]]:
        """The shared criteria of this file as written, by id."""
        self._keys(self._top, {"criteria"}, (), "the file")
        made: dict[str, tuple[CriteriaFile, Lined]] = {}
        for each in self._top["criteria"]:
            entry = self._mapping(each, self._top.line)
            self._keys(entry, _CRITERION, _CRITERION_OPTIONAL, f"the criterion {entry.get('id', '')}")
            if entry["id"] in made:
                raise self._wrong(f"the criterion {entry['id']} stands twice", entry.line, "Keep one")
            made[entry["id"]] = (self, entry)
        return made

    def policies(self, shared: Mapping[str, tuple[CriteriaFile, Lined]]) -> Iterable[Policy]:
        """The policies of this file; `shared` holds the criteria that they may name."""
        self._keys(self._top, {"policies"}, (), "the file")
        for each in self._top["policies"]:
            yield self._policy(self._mapping(each, self._top.line), shared)

    def _policy(self, entry: Lined, shared: Mapping[str, tuple[CriteriaFile, Lined]]) -> Policy:
        self._keys(entry, _POLICY, _POLICY_OPTIONAL, f"the policy {entry.get('id', '')}")
        for key in ("referral_needed", "verified"):
            if not isinstance(entry[key], bool):
                raise self._wrong(f"{key} is {entry[key]!r}", entry.line, "Write true or false")
        procedures = tuple(entry["procedures"])
        self._treatments(procedures, entry.line)
        criteria = [self._named(each, entry, shared, repeat=False) for each in entry["criteria"]]
        criteria += [self._named(each, entry, shared, repeat=True) for each in entry["repeat"]]
        if twice := {each.id for each in criteria if [one.id for one in criteria].count(each.id) > 1}:
            raise self._wrong(f"{', '.join(sorted(twice))} stands twice", entry.line, "Keep one")
        return Policy(
            id=entry["id"],
            payer=entry["payer"],
            title=entry["title"],
            procedures=procedures,
            referral_needed=entry["referral_needed"],
            criteria=tuple(criteria),
            limits=tuple(
                self._limit(self._mapping(each, entry.line), procedures) for each in entry["limits"]
            ),
            repeat_words=entry.get("repeat_words", ""),
            documentation=tuple(entry["documentation"]),
            not_covered=tuple(entry["not_covered"]),
            source=entry["source"],
            verified=entry["verified"],
            verified_scope=entry.get("verified_scope", ""),
            note=entry.get("note", ""),
            version=self._version,
            place=f"{self._name} line {entry.line}",
        )

    def _named(
        self,
        each: object,
        policy: Lined,
        shared: Mapping[str, tuple[CriteriaFile, Lined]],
        *,
        repeat: bool,
    ) -> Criterion:
        """A criterion of its own, or a shared one by its id, perhaps under another id or need (`use`)."""
        name = each if isinstance(each, str) else self._mapping(each, policy.line).get("use")
        if name is None:
            return self._criterion(self._mapping(each, policy.line), policy, repeat=repeat)
        if name not in shared:
            raise self._wrong(f"there is no shared criterion {name!r}", policy.line, "See criteria.yaml")
        file, entry = shared[name]
        made = Lined(entry)
        made.line = entry.line
        if isinstance(each, Lined):
            self._keys(each, {"use"}, ("id", "need"), f"the criterion {each.get('id', '')}")
            made.update({key: each[key] for key in ("id", "need") if key in each})
        # A shared criterion may speak of more procedures than this policy does.
        return file._criterion(made, policy, repeat=repeat)

    def _criterion(self, entry: Lined, policy: Lined, *, repeat: bool) -> Criterion:
        self._keys(entry, _CRITERION, _CRITERION_OPTIONAL, f"the criterion {entry.get('id', '')}")
        name = f"{policy['id']}.{entry['id']}"
        manual = entry.get("manual", False)
        if manual is not True and "when" not in entry:
            raise self._wrong(f"{name} says neither when nor manual", entry.line, "Give it one")
        once_done = {key: tuple(value) for key, value in entry.get("once_done", {}).items()}
        for treatments in (entry.get("needed_for", ()), *once_done.values(), once_done):
            self._treatments(treatments, entry.line)
        return Criterion(
            id=name,
            need=entry["need"],
            when=_entered(name) if manual else self._node(entry["when"], entry.line),
            needed_for=tuple(entry.get("needed_for", ())),
            once_done=once_done,
            repeat=repeat,
            manual=bool(manual),
            get=entry["get"],
            wanted=entry["wanted"],
            note=entry.get("note", ""),
            place=f"{self._name} line {entry.line}",
        )

    def _limit(self, entry: Lined, procedures: tuple[str, ...]) -> Limit:
        self._keys(entry, {"id"}, _LIMIT_OPTIONAL, f"the limit {entry.get('id', '')}")
        of = tuple(entry.get("of", ()))
        self._treatments(of, entry.line)
        for each in entry.get("for", ()):
            if each not in procedures:
                raise self._wrong(f"{each} is no procedure of this policy", entry.line, "Correct it")
        for key in ("most", "months", "gap_days", "levels"):
            if key in entry:
                self._whole(entry, key)
        if of and ("most" in entry) == ("gap_days" in entry):
            raise self._wrong("a counted limit needs most or gap_days", entry.line, "Give it one of them")
        if not of and "words" not in entry:
            raise self._wrong("a limit that is not counted needs words", entry.line, "Say it in words")
        per = entry.get("per", "person")
        if per not in _PERS:
            raise self._wrong(f"per is {per!r}", entry.line, "Use " + ", ".join(_PERS))
        most, months, gap = entry.get("most"), entry.get("months"), entry.get("gap_days")
        return Limit(
            id=entry["id"],
            of=of,
            bound=tuple(entry.get("for", ())),
            most=most,
            months=months,
            gap_days=gap,
            levels=entry.get("levels"),
            per=per,
            words=entry.get("words") or _limit_words(most, months, gap, per),
        )

    def _treatments(self, names: Iterable[str], line: int) -> None:
        for name in names:
            if name != ANY:
                self._known_id("treatment", name, line)


def _limit_words(most: int | None, months: int | None, gap_days: int | None, per: str) -> str:
    where = "" if per == "person" else f" for one {per}"
    if gap_days is not None:
        return f"at least {gap_days} days between two sessions{where}"
    often = "once in all" if most == 1 else f"at most {most} sessions"
    return f"{often}{where} in {months} months" if months else f"{often}{where}"


def _entered(name: str) -> Node:
    """Whether a clinician's newest entry of that id says yes."""
    return Leaf(
        "entry",
        (Test("concept", (name,)),),
        None,
        Take("latest", (Test("value", bounds=((">=", 1),)),)),
        None,
        "unknown",
    )


def parse_policies(
    shared: tuple[str, str], texts: Texts, words: Language, known: Known, version: str
) -> tuple[Policy, ...]:
    """Policies from (name of file, text) pairs; raises KnowledgeError with file and line."""
    book = CriteriaFile(*shared, words, known, version).shared()
    made: list[Policy] = []
    for name, text in texts:
        for each in CriteriaFile(name, text, words, known, version).policies(book):
            if other := next((one for one in made if one.id == each.id), None):
                raise KnowledgeError(
                    f"the policy {each.id} stands twice", where=each.place, do=f"See {other.place}"
                )
            made.append(each)
    return tuple(made)
