"""Answers become scores, on whole arrays: one row a response, one column an item."""

from lenitive.errors import AnswerError
from lenitive.measure.adaptive import Rules
from lenitive.measure.bank_files import BankFile
from lenitive.measure.banks import banks, find_bank, import_banks
from lenitive.measure.body_map import BodyMaps, Mark, Spread, spread
from lenitive.measure.change import Change, compare, function_first, global_rating, summary_place, theta_test
from lenitive.measure.irt import Bank, GradedItem, PatternScores, pattern_scores
from lenitive.measure.lines import score_lines
from lenitive.measure.record import score_record
from lenitive.measure.scoring import ScaleScores, bands_of, flags, score
from lenitive.measure.sentences import VERDICT_WORDS, verdict_sentences
from lenitive.measure.session import Session
from lenitive.measure.simulate import Simulation, simulate
from lenitive.measure.tidy import change_table, score_table

__all__ = [
    "VERDICT_WORDS",
    "AnswerError",
    "Bank",
    "BankFile",
    "BodyMaps",
    "Change",
    "GradedItem",
    "Mark",
    "PatternScores",
    "Rules",
    "ScaleScores",
    "Session",
    "Simulation",
    "Spread",
    "bands_of",
    "banks",
    "change_table",
    "compare",
    "find_bank",
    "flags",
    "function_first",
    "global_rating",
    "import_banks",
    "pattern_scores",
    "score",
    "score_lines",
    "score_record",
    "score_table",
    "simulate",
    "spread",
    "summary_place",
    "theta_test",
    "verdict_sentences",
]
