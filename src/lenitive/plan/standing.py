"""Where a treatment stands for a person: what is known of it, column by column, and the strictest wins.

The same columns serve one person (one row) and a population (a row a person); a treatment is a column of each
array. A standing is an ordinal, best first, so that the strictest of several is the greatest number: no
reason for can outweigh a caution, and one more caution never makes a standing better.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int8]
Truths = npt.NDArray[np.bool_]

# Best first. What is not known is better than what is known to speak against it, and never as good as a fit.
FITS_NOW, CONSIDER, UNKNOWN, LATER, ALREADY_TRIED, NOT_FOR_THIS_PERSON = range(6)
STANDINGS = ("fits_now", "consider", "unknown", "later", "already_tried", "not_for_this_person")
CODE = {name: code for code, name in enumerate(STANDINGS)} | {"no_change": FITS_NOW}


def standing(
    *,
    cautions: Codes,
    doubts: Codes,
    reasons: Codes,
    turn: Codes,
    gates: Codes,
    failed: Truths,
    emergency: Truths,
) -> Codes:
    """The standing of each treatment for each person.

    All arrays are (people, treatments). Each code is the best standing that its column leaves:
    cautions : of all cautions that are met. doubts : of those that are not known.
    reasons : how well condition, mechanism and evidence call for it.
    turn : whether what comes before it was tried.
    gates : of what else must hold (age, allergy, purpose).
    failed : an adequate trial did not help. emergency : invasive or strenuous while an emergency is open.
    Returns : (people, treatments), one of the codes above. Source : standing_rules of treatments.yaml.
    """
    columns = (
        cautions,
        doubts,
        reasons,
        turn,
        gates,
        np.where(failed, ALREADY_TRIED, FITS_NOW),
        np.where(emergency, LATER, FITS_NOW),
    )
    made: Codes = np.maximum.reduce([np.asarray(column, dtype=np.int8) for column in columns])
    return made


def strictest(codes: Codes, starts: npt.NDArray[np.intp], width: int) -> Codes:
    """The greatest code of each group of neighbouring columns.

    codes : (people, entries), the entries of one group side by side. starts : (groups,), where each begins.
    width : how many groups there are; a group that is empty (it starts where the next does) gives FITS_NOW.
    Returns : (people, groups).
    """
    made = np.full((codes.shape[0], width), FITS_NOW, dtype=np.int8)
    ends = np.append(starts[1:], codes.shape[1])
    filled = starts < ends
    if filled.any():
        made[:, filled] = np.maximum.reduceat(codes, starts[filled], axis=1)
    return made
