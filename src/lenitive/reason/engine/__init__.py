"""The rule engine: one program of numbered leaves and trees, run in two shapes that are held equal.

    rules ─► program (leaves, trees in normal form)
    derived tables ─┬─► person: leaves and trees walked over the rows of one person
                    └─► facts ─► hits ─► wide: one column a leaf, for a population

Truth is 0 (not met), 1 (unknown), 2 (met) inside the engine: `all` is the least and `any` the greatest.
"""

from __future__ import annotations
