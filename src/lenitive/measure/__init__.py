"""Answers become scores, on whole arrays: one row a response, one column an item."""

from lenitive.measure.lines import score_lines
from lenitive.measure.record import score_record
from lenitive.measure.scoring import ScaleScores, bands_of, flags, score

__all__ = ["ScaleScores", "bands_of", "flags", "score", "score_lines", "score_record"]
