"""A language model that a site sets up may reword an answer; it may not change what it says."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from click.testing import CliRunner
from django.apps import apps

from lenitive.cli import group
from lenitive.errors import InputError
from lenitive.knowledge.learning.questions import questions
from lenitive.learn import rephrase
from lenitive.learn.ask import ask
from lenitive.learn.rephrase import Endpoint, said
from lenitive.learn.same import says_the_same
from lenitive.learn.text import sentences

QUESTION = "does acupuncture work"


class Model:
    """A stub of a language model. does : what it makes of a sentence. heard : each request."""

    def __init__(self):
        self.heard = []
        self.does = lambda sentence: sentence
        self.raw = None
        self.status, self.waits = 200, 0.0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.heard.append((self.path, dict(self.headers), body))
                time.sleep(outer.waits)
                text = outer.does(body["messages"][-1]["content"])
                answer = outer.raw or json.dumps({"choices": [{"message": {"content": text}}]}).encode()
                self.send_response(outer.status)
                self.send_header("Content-Length", str(len(answer)))
                if outer.status == 302:
                    self.send_header("Location", "http://127.0.0.1:9/else")
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/v1"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def model(monkeypatch):
    """A running stub, set up as the endpoint of the site."""
    made = Model()
    monkeypatch.setenv(rephrase.URL, made.url)
    monkeypatch.setenv(rephrase.MODEL, "stub")
    monkeypatch.setenv(rephrase.KEY, "secret")
    yield made
    made.stop()


def answered(question=QUESTION):
    return "".join(said(ask(question)))


def test_an_honest_rewording_stands_with_its_citation(model):
    model.does = lambda sentence: f"So, {sentence[0].lower()}{sentence[1:]}"
    ours, theirs = ask(QUESTION).answer, answered()
    assert theirs != ours
    assert theirs.startswith("So, ")
    assert theirs.count("[1]") == ours.count("[1]")


LIES = {
    "a fact is added": lambda s: f"{s.rstrip('.')} and heals broken bones.",
    "a sentence is added": lambda s: f"{s} Stop your opioids today.",
    "it is negated": lambda s: s.replace(" is ", " is not ").replace(" can ", " cannot ") + " not",
    "a number is changed": lambda s: f"{s.rstrip('.')} in 9 of 10.",
    "words are turned round": lambda s: " ".join(reversed(s.rstrip(".").split())) + ".",
    "the first word is lost": lambda s: " ".join(s.split()[2:-2]),
    "a link is set": lambda s: f"{s} https://example.org",
    "markup is set": lambda s: f"<b>{s}</b>",
    "it asks back": lambda s: s.rstrip(".") + "?",
    "something else is said": lambda s: "As a language model I cannot help.",
    "nothing is said": lambda s: "",
    "a citation is made up": lambda s: f"{s} [7]",
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lie_never_stands(model, lie):
    model.does = lie
    assert answered() == ask(QUESTION).answer
    assert model.heard


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not json",
        b"[]",
        b'{"choices": []}',
        b'{"choices": [{"message": {"content": 3}}]}',
        b"x" * 200_000,
    ],
)
def test_an_answer_that_is_none_leaves_ours(model, raw):
    model.raw = raw or b" "
    assert answered() == ask(QUESTION).answer


@pytest.mark.parametrize("status", [302, 401, 500])
def test_an_endpoint_that_refuses_leaves_ours(model, status):
    model.status = status
    assert answered() == ask(QUESTION).answer


def test_a_slow_endpoint_costs_no_more_than_the_time_that_is_set(model):
    model.waits = 0.4
    begun = time.monotonic()
    text = "".join(said(ask(QUESTION), Endpoint(model.url, "stub", seconds=0.2)))
    assert text == ask(QUESTION).answer
    assert time.monotonic() - begun < 2


def test_an_endpoint_that_is_not_there_leaves_ours(monkeypatch):
    assert "".join(said(ask(QUESTION), Endpoint("http://127.0.0.1:9/v1", "x"))) == ask(QUESTION).answer


def test_nothing_of_who_asks_is_sent(model):
    asked = f"I am Anna Miller, 44, of Oak Street: {QUESTION}"
    answered(asked)
    sent = json.dumps([body for _, _, body in model.heard])
    assert model.heard
    assert not any(word in sent for word in ("Anna", "Miller", "Oak", "44"))
    path, headers, body = model.heard[0]
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer secret"
    assert body["model"] == "stub"


@pytest.mark.parametrize(
    "asked",
    [
        "I want to die",
        "how much gabapentin should I take",
        "compare all three courses",
        "best course",
        "asdf qwer",
    ],
)
def test_only_an_answer_of_the_library_is_ever_reworded(model, asked):
    assert answered(asked) == ask(asked).answer
    assert model.heard == []


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("Walking helps most people with back pain.", "Walking helps most people who have back pain.", False),
        ("Walking helps most people.", "It is walking that helps most people.", True),
        ("Tape does not heal.", "Tape doesn't heal.", True),
        ("Tape does not heal.", "Tape does heal.", False),
        ("It may help sleep.", "It helps sleep.", False),
        ("Pain falls by 2 points.", "Pain falls to 2 points.", False),
        ("Rest helps, but work does not harm.", "Rest does not help, but work harms.", False),
        ("Heat helps more than tape.", "Tape helps more than heat.", False),
        ("The knee is treated by a nurse.", "The knee treated a nurse.", False),
        ("It is done in the US.", "It is done by us.", False),
        ("Use it for <5 days.", "Use it for >5 days.", False),
        ("It gives a small benefit.", "It gives a benefit.", False),
    ],
)
def test_two_sentences_say_the_same_or_not(ours, theirs, same):
    assert says_the_same(ours, theirs, "en") is same


def test_every_sentence_of_the_library_says_what_it_says_and_not_what_another_says():
    for language in ("en", "es"):
        every = [s for each in questions() for s in sentences(each.said[language].answer)]
        plain = [each for each in every if "?" not in each and len(each.split()) > 3]
        assert len(plain) > 200
        for one, other in zip(plain, [*plain[1:], plain[0]], strict=True):
            assert says_the_same(one, one, language) or _marked(one), one
            assert one == other or not says_the_same(one, other, language)


def _marked(text):
    """Whether it holds marks that a rewording never may."""
    return any(mark in text for mark in "<>[]_*#`") or "www." in text or "http" in text


def test_a_setting_that_is_wrong_is_told_in_one_line(monkeypatch):
    monkeypatch.setenv(rephrase.URL, "file:///etc/passwd")
    with pytest.raises(InputError, match="no address of the web"):
        Endpoint.of_environment()
    monkeypatch.setenv(rephrase.URL, "https://example.org/v1")
    monkeypatch.delenv(rephrase.MODEL, raising=False)
    with pytest.raises(InputError, match="no model"):
        Endpoint.of_environment()


def test_an_emergency_is_answered_whatever_is_set_up_wrongly(monkeypatch):
    monkeypatch.setenv("LENITIVE_REPHRASE_URL", "nowhere")
    reply = ask("I want to kill myself")
    assert reply.kind == "emergency"
    assert rephrase.rephrase(reply) == reply


def test_a_wrong_setting_stops_the_site_at_its_start(monkeypatch):
    monkeypatch.setenv("LENITIVE_REPHRASE_URL", "nowhere")
    with pytest.raises(InputError, match="no address of the web"):
        apps.get_app_config("library").ready()


def test_the_command_rewords_too(model):
    model.does = lambda sentence: f"So, {sentence}"
    assert CliRunner().invoke(group, ["ask", QUESTION]).stdout.startswith("So, ")
