"""Sentences of an answer in other words, by a language model that a site may set up; it never adds a fact.

What is sent is one sentence of the library and a fixed instruction: never a question, never anything of a
person. What comes back stands only where nothing is lost, added or turned (`same.py`); else ours stands.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.client import HTTPException
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from lenitive.errors import InputError
from lenitive.knowledge.learning.rephrasing import rephrasing
from lenitive.learn.answer import Reply, is_note, pieces
from lenitive.learn.same import says_the_same

URL, MODEL, KEY = "LENITIVE_REPHRASE_URL", "LENITIVE_REPHRASE_MODEL", "LENITIVE_REPHRASE_KEY"
_ONLY = ("answer",)  # kinds of replies that are ever rephrased
_MOST_BYTES = 100_000
_CITED = re.compile(r"\s*\[\d+\]")


@dataclass(frozen=True)
class Endpoint:
    """An OpenAI-compatible chat endpoint. seconds : for a whole answer."""

    url: str
    model: str
    key: str = ""
    seconds: float = 4.0

    @classmethod
    def of_environment(cls) -> Endpoint | None:
        """That of the settings, or None. Raises : InputError for no address of the web, or no model."""
        url, model = os.environ.get(URL, ""), os.environ.get(MODEL, "")
        if not url:
            return None
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise InputError("this is no address of the web", where=URL, do="Write it as https://host/v1.")
        if not model:
            raise InputError("no model is named", where=MODEL, do="Name the model that the endpoint serves.")
        return cls(url.rstrip("/"), model, os.environ.get(KEY, ""), rephrasing().seconds)


def said(reply: Reply, endpoint: Endpoint | None = None) -> Iterator[str]:
    """The pieces of an answer as `pieces` cuts them, rephrased where that is set up, safe, and in time."""
    if reply.kind not in _ONLY:  # an emergency waits for nothing, whatever is set up
        yield from pieces(reply)
        return
    endpoint = endpoint or Endpoint.of_environment()
    ends = time.monotonic() + (endpoint.seconds if endpoint else 0)
    for piece in pieces(reply):
        if endpoint and _CITED.search(piece) and not is_note(piece):
            yield _rephrased(piece, reply.language, endpoint, ends)
        else:
            yield piece


def rephrase(reply: Reply) -> Reply:
    """The reply with its answer as `said` has it."""
    return replace(reply, answer="".join(said(reply)))


def _rephrased(piece: str, language: str, endpoint: Endpoint, ends: float) -> str:
    """One sentence in other words with the same citation, or as it was."""
    marks = _CITED.findall(piece)
    ours = _CITED.sub("", piece).strip()
    theirs = _asked(ours, language, endpoint, ends) if len(marks) == 1 else ""
    if not says_the_same(ours, theirs, language):
        return piece
    space = piece[: len(piece) - len(piece.lstrip())]
    return f"{space}{theirs.rstrip('.!')} {marks[0].strip()}."


def _asked(sentence: str, language: str, endpoint: Endpoint, ends: float) -> str:
    """What the endpoint answers, or an empty text where it fails or time is up."""
    body = {
        "model": endpoint.model,
        "temperature": 0,
        "max_tokens": 300,
        "messages": [
            {"role": "system", "content": rephrasing().instruction[language]},
            {"role": "user", "content": sentence},
        ],
    }
    given = {"Content-Type": "application/json"}
    if endpoint.key:
        given["Authorization"] = f"Bearer {endpoint.key}"
    request = Request(f"{endpoint.url}/chat/completions", json.dumps(body).encode(), given)  # noqa: S310
    try:
        document = json.loads(_answered(request, ends))
        content = document["choices"][0]["message"]["content"]
    except (URLError, HTTPException, OSError, ValueError, KeyError, IndexError, TypeError, RecursionError):
        return ""
    return content.strip() if isinstance(content, str) else ""


def _answered(request: Request, ends: float) -> bytes:
    """The answer of a request, read until it ends. Raises : TimeoutError where time is up, and as urllib."""
    with _OPENER.open(request, timeout=_left(ends)) as response:
        parts: list[bytes] = []
        while part := response.read1(65_536):
            parts.append(part)
            if sum(map(len, parts)) > _MOST_BYTES:
                raise ValueError("too long")
            _left(ends)
    return b"".join(parts)


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _NoOther(HTTPRedirectHandler):
    """The key is for one host: no answer leads to another."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


_OPENER = build_opener(_NoOther)
