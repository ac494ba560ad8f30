"""Whatever the network does, several editors of one text lose no word and end with the same text.

Each editor does what the page's script does: it keeps what is typed, sends one change at a time under a key
of its own, goes on from what it sent until that is answered, and takes over the text of others while nothing
of its own waits. The network loses requests and answers, delivers old requests again and late, and is away
for a while.
"""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lenitive.clinic.evaluation.edits import Sent, keep, newest
from lenitive.clinic.evaluation.opening import mark_signed, open_for
from lenitive.clinic.evaluation.words import words_of

pytestmark = pytest.mark.django_db
FIELD = "sleep.remarks"
STEPS = (
    "type",
    "type",
    "grow",
    "delete",
    "send",
    "send",
    "send_lost",
    "answer_lost",
    "late",
    "poll",
    "reload",
)


@dataclass
class Editor:
    """The state of one page."""

    staff: object
    text: str = ""
    base: str = ""
    number: int = 0
    typed: str | None = None
    typed_base: str = ""
    sending: Sent | None = None
    mine: list[str] = field(default_factory=list)
    old: list[Sent] = field(default_factory=list)

    def change(self, text: str) -> None:
        if self.typed is None and self.sending is None:
            self.typed_base = self.base
        self.text = self.typed = text

    def next(self) -> Sent | None:
        """What goes out now: the same as before while it was not answered."""
        if self.sending is None and self.typed is not None:
            self.sending = Sent(FIELD, self.typed, str(uuid.uuid4()), self.typed_base)
            self.typed = None
        return self.sending

    def answered(self, kept) -> None:
        self.old.append(self.sending)
        self.sending, self.typed_base, self.number = None, kept.base_sent, kept.number
        if self.typed is None:
            self.text, self.base = kept.text, kept.base_now

    def take_over(self, number: int, text: str) -> None:
        if self.typed is None and self.sending is None and number > self.number:
            self.text, self.base, self.number = text, f"{number}m", number


class Meeting:
    """Editors around one evaluation, and what was typed and deleted in all."""

    def __init__(self, evaluation: int, people: list, seed: int) -> None:
        self.evaluation, self.random = evaluation, random.Random(seed)
        self.editors = [Editor(each) for each in people]
        self.typed, self.deleted, self.count = set(), set(), 0

    def step(self, what: str, editor: Editor) -> None:
        getattr(self, what)(editor)

    def type(self, editor: Editor) -> None:
        self.count += 1
        words, word = editor.text.split(" ") if editor.text else [], f"w{self.count}"
        words.insert(self.random.randint(0, len(words)), word)
        self.typed.add(word)
        editor.mine.append(word)
        editor.change(" ".join(words))

    def grow(self, editor: Editor) -> None:
        """Go on with the word that was typed last, after it may have been sent already."""
        word = editor.mine[-1] if editor.mine else ""
        if word and word in editor.text.split(" "):
            editor.mine[-1] = f"{word}x"
            self.deleted.add(word)
            self.typed.add(f"{word}x")
            editor.change(" ".join(f"{word}x" if each == word else each for each in editor.text.split(" ")))

    def delete(self, editor: Editor) -> None:
        words = editor.text.split(" ") if editor.text else []
        if words:
            gone = words.pop(self.random.randrange(len(words)))
            self.deleted.add(gone)
            editor.change(" ".join(words))

    def send(self, editor: Editor) -> None:
        sent = editor.next()
        if sent is not None:
            editor.answered(keep(self.evaluation, sent, editor.staff))

    def send_lost(self, editor: Editor) -> None:
        editor.next()

    def answer_lost(self, editor: Editor) -> None:
        sent = editor.next()
        if sent is not None:
            keep(self.evaluation, sent, editor.staff)

    def late(self, editor: Editor) -> None:
        """An old request arrives once more."""
        if editor.old:
            keep(self.evaluation, self.random.choice(editor.old), editor.staff)

    def poll(self, editor: Editor) -> None:
        head = newest(self.evaluation).get(FIELD)
        if head is not None:
            editor.take_over(head.number, head.text)

    def reload(self, editor: Editor) -> None:
        """The page is loaded again: what waits was kept on the device, the rest comes from the server."""
        if editor.typed is None and editor.sending is None:
            editor.text, editor.base, editor.number = "", "", 0
            self.poll(editor)

    def quiet(self) -> None:
        """Everything is sent and everybody has asked what is new."""
        for editor in self.editors * 2:
            self.send(editor)
            self.send(editor)
        for editor in self.editors:
            self.poll(editor)


SCRIPT = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 2)), min_size=5, max_size=30)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=SCRIPT, seed=st.integers(0, 10_000))
def test_no_word_is_lost_and_all_end_with_the_same_text(load, evaluation, staff, script, seed):
    mark_signed(evaluation.pk, staff("nurse"))
    there = open_for(staff("nurse"), "ana", reason=f"example {seed}")
    people = [staff(role) for role in ("nurse", "physician", "psychologist")]
    meeting = Meeting(there.pk, people, seed)
    for what, who in script:
        meeting.step(what, meeting.editors[who])
    meeting.quiet()
    texts = [editor.text for editor in meeting.editors]
    head = newest(there.pk).get(FIELD)
    assert texts == [head.text if head else ""] * 3
    assert meeting.typed - meeting.deleted <= set(words_of(texts[0]))
    assert set(words_of(texts[0])) <= meeting.typed
    history = {word for edit in there.edits.all() for word in words_of(edit.sent)}
    assert set(words_of(texts[0])) <= history
    there.delete()
