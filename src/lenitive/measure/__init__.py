"""Answers become scores, on whole arrays: one row a response, one column an item."""

from lenitive.measure.change import Change, compare, function_first, global_rating, summary_place, theta_test
from lenitive.measure.lines import score_lines
from lenitive.measure.record import score_record
from lenitive.measure.scoring import ScaleScores, bands_of, flags, score
from lenitive.measure.sentences import VERDICT_WORDS, verdict_sentences

__all__ = [
    "VERDICT_WORDS",
    "Change",
    "ScaleScores",
    "bands_of",
    "compare",
    "flags",
    "function_first",
    "global_rating",
    "score",
    "score_lines",
    "score_record",
    "summary_place",
    "theta_test",
    "verdict_sentences",
]
