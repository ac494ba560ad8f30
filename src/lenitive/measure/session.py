"""One person's adaptive session: asks, takes answers, and can be put away and resumed on another device."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

from lenitive.errors import AnswerError
from lenitive.measure.adaptive import REASONS, Rules, Sessions
from lenitive.measure.irt import Bank, information_of, t_score
from lenitive.measure.selection import Selector

_FIX_STATE = "Start the session again, or give the bank that it was started with."


@dataclass(frozen=True)
class Step:
    """The result after one answer: theta and its standard error; `value` is None for a skipped item."""

    item: str
    value: int | None
    theta: float
    se: float


class Session:
    """One adaptive session.

    bank : the calibrated items. rules : how the test runs. start_theta : where the first item is chosen,
        such as the person's last result. seed : for exposure control; a resumed session goes on alike.
    """

    def __init__(
        self,
        bank: Bank,
        rules: Rules | None = None,
        *,
        start_theta: float | None = None,
        seed: int = 0,
        selector: Selector | None = None,
    ) -> None:
        self.bank, self.rules = bank, rules or Rules()
        self.start_theta, self.seed = start_theta, seed
        self.steps: list[Step] = []
        self._selector = selector or Selector(bank)
        self._state = Sessions.start(bank, self.rules, 1, start_theta=start_theta, rng=self._rng())
        self._reason = ""
        self._item: str | None = None
        self._choose()

    @property
    def item(self) -> str | None:
        """The item to ask now; None when the session is over."""
        return self._item

    @property
    def reason(self) -> str:
        """Why the session is over: se, theta_change, max_items, no_items; "" while it goes on."""
        return self._reason

    @property
    def asked(self) -> int:
        """How many items were answered."""
        return int(self._state.asked[0])

    @property
    def result(self) -> tuple[float, float]:
        """Theta and its standard error now; the prior's before the first answer."""
        if not self.asked:
            return self.bank.prior.mean, float(self._state.se[0])
        return float(self._state.theta[0]), float(self._state.se[0])

    @property
    def t(self) -> tuple[float, float]:
        """The result as a T score with its standard error."""
        value, error = t_score(*(np.array([part]) for part in self.result))
        return float(value[0]), float(error[0])

    @property
    def left(self) -> int:
        """About how many items are still to come, the one asked now with them; 0 when the session is over.

        A forecast: the most informative open items at the present theta, until the standard error or the
        most items would be reached. A change of theta as a rule of its own is not foreseen.
        """
        if self._item is None:
            return 0
        rules, bank = self.rules, self.bank
        most = min(rules.max_items - self.asked, int(self._state.open.sum()))
        if rules.se is None:
            return most
        theta, se = self.result
        told = information_of(bank.slopes, bank.thresholds, np.array([theta]))[self._state.open[0]]
        precision = se**-2 + np.cumsum(np.sort(told)[::-1])
        enough = int((precision < rules.se**-2).sum()) + 1
        return max(1, min(most, max(enough, rules.min_items - self.asked)))

    @property
    def choices(self) -> list[int]:
        """The answers that the item asked now allows, from 1."""
        if self._item is None:
            return []
        return list(range(1, int(self.bank.categories[self.bank.place(self._item)]) + 1))

    def answer(self, item: str, value: int | None) -> None:
        """Take the answer to the item that is asked now; None skips it.

        Raises : AnswerError where another item is asked, the session is over, or the item has no such answer.
        """
        if self._item is None:
            raise AnswerError(f"the session is over ({self._reason})", do="Start a new one.")
        if item != self._item:
            raise AnswerError(f"item {item!r} is not asked now", do=f"Answer {self._item!r}.")
        self.learn(item, value)

    def learn(self, item: str, value: int | None) -> None:
        """Take the answer to any item that was not taken yet, asked now or not; None skips it.

        So a session goes on where an earlier answer was changed: what was answered after it still counts.

        Raises : AnswerError where the bank has no such item, it was taken, or it has no such answer.
        """
        at = self.bank.place(item)
        if any(step.item == item for step in self.steps):
            raise AnswerError(f"item {item!r} was answered already", do="Answer each item once.")
        most = int(self.bank.categories[at])
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if value is not None and not (is_number and value in range(1, most + 1)):
            raise AnswerError(
                f"item {item!r} is {value!r}, but its answers are 1 to {most}",
                do="Correct the answer, or give null to skip the item.",
            )
        place = np.array([at])
        self._state.learn(place, np.array([np.nan if value is None else float(value)]))
        theta, se = self.result
        self.steps.append(Step(item, None if value is None else int(value), theta, se))
        self._choose()

    def state(self) -> dict[str, Any]:
        """Everything needed to go on later, ready for JSON."""
        return {
            "version": 1,
            "bank": list(self.bank.keys),
            "rules": asdict(self.rules),
            "start_theta": self.start_theta,
            "seed": self.seed,
            "answers": [[step.item, step.value] for step in self.steps],
            "theta": self.result[0],
        }

    @classmethod
    def resume(cls, bank: Bank, state: Mapping[str, Any], *, selector: Selector | None = None) -> Session:
        """The session of a `state()`, with every answer in place.

        Raises : AnswerError where the state is none, or belongs to another bank (its answers would then lead
            to other items, or to another result).
        """
        try:
            session = cls(
                bank,
                _rules(state["rules"]),
                start_theta=state["start_theta"],
                seed=int(state["seed"]),
                selector=selector,
            )
            is_this_bank = list(state["bank"]) == list(bank.keys)
            answers = [(str(item), value) for item, value in state["answers"]]
            before = float(state["theta"])
        except (KeyError, TypeError, ValueError) as problem:
            raise AnswerError(f"this is no session ({problem!r})", do=_FIX_STATE) from problem
        if not is_this_bank:
            raise AnswerError("the session belongs to another bank", do=_FIX_STATE)
        for item, value in answers:
            session.answer(item, value)
        if abs(session.result[0] - before) > 1e-6:
            raise AnswerError("the bank's parameters have changed since the session", do=_FIX_STATE)
        return session

    def _choose(self) -> None:
        self._reason = REASONS[int(self._state.reasons()[0])]
        if self._reason:
            self._item = None
        else:
            place = self._selector.choose(self._state, self._rng(len(self.steps) + 1))
            self._item = self.bank.keys[int(place[0])]

    def _rng(self, step: int = 0) -> np.random.Generator | None:
        """Chance that is the same whenever the session comes back to this step; None where none is used."""
        if self.rules.random_of == 1 and not self.rules.exposure:
            return None  # making a generator costs as much as the rest of a step
        return np.random.default_rng([self.seed, step])


def _rules(entry: Mapping[str, Any]) -> Rules:
    """Rules from their JSON, in which tuples are lists."""
    known = {field.name for field in fields(Rules)}
    unknown = set(entry) - known
    if unknown:
        raise AnswerError(f"the test has no rule {sorted(unknown)[0]!r}", do=f"Rules: {', '.join(known)}.")
    tidy: dict[str, Any] = {
        name: tuple((str(key), float(share)) for key, share in value)
        if isinstance(value, list | tuple)
        else value
        for name, value in entry.items()
    }
    return Rules(**tidy)
