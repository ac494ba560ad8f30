"""One person's story from the tables: plain words, numbers with verdicts, one timeline, what was tried.

Every function takes a DuckDB connection that holds one person's record and derived tables, and gives frozen
dataclasses. Every statement carries the row ids it rests on. Nothing is guessed: what the tables do not say
is left out, or asked.
"""

from lenitive.reason.story.change import Change, since_last_time
from lenitive.reason.story.function import Headline, function_and_pain
from lenitive.reason.story.missing import Missing, Settles, missing
from lenitive.reason.story.opioids import Opioids, opioids
from lenitive.reason.story.pain import PainInWords, Person, Statement, pain_in_words, person_of
from lenitive.reason.story.rows import RowWords, describe
from lenitive.reason.story.timeline import Timeline, timeline
from lenitive.reason.story.tried import Tried, ledger
from lenitive.reason.story.visits import Visit, last_visit

READS = ("concept", "use", "ingredient_dose", "exposure", "trial")
"""The derived tables that the story reads."""

__all__ = [
    "READS",
    "Change",
    "Headline",
    "Missing",
    "Opioids",
    "PainInWords",
    "Person",
    "RowWords",
    "Settles",
    "Statement",
    "Timeline",
    "Tried",
    "Visit",
    "describe",
    "function_and_pain",
    "last_visit",
    "ledger",
    "missing",
    "opioids",
    "pain_in_words",
    "person_of",
    "since_last_time",
    "timeline",
]
