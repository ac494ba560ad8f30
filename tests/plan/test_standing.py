"""The standing of a treatment: the strictest of what is known of it, whatever column it stands in."""

import numpy as np
import pytest

from lenitive.plan.standing import CODE, FITS_NOW, STANDINGS, standing, strictest
from tests.plan.drawing import cases

# Standings by their first letter: fits_now, consider, unknown, later, tried already, not for this person.
LETTERS = dict(zip("FCULTN", STANDINGS, strict=True))


@cases("""
  cautions | doubts | reasons | turn | gates | failed | emergency | stands
  F        | F      | F       | F    | F     | no     | no        | F
  C        | F      | F       | F    | F     | no     | no        | C
  L        | F      | F       | F    | F     | no     | no        | L
  N        | F      | F       | F    | F     | no     | no        | N
  F        | U      | F       | F    | F     | no     | no        | U  # a hard caution is not known
  F        | C      | F       | F    | F     | no     | no        | C   # a soft one is not
  L        | U      | F       | F    | F     | no     | no        | L   # what is known decides
  N        | U      | U       | L    | F     | yes    | yes       | N
  F        | F      | L       | F    | F     | no     | no        | L   # nothing calls for it
  F        | F      | U       | F    | F     | no     | no        | U   # what hurts is not known
  F        | F      | F       | L    | F     | no     | no        | L   # others come first
  F        | F      | F       | F    | N     | no     | no        | N
  F        | F      | F       | F    | F     | yes    | no        | T
  F        | F      | F       | L    | F     | yes    | no        | T
  F        | F      | F       | F    | F     | no     | yes       | L
  C        | U      | F       | F    | F     | no     | yes       | L
""")
def test_the_strictest_column_decides(cautions, doubts, reasons, turn, gates, failed, emergency, stands):
    made = standing(
        cautions=one(cautions),
        doubts=one(doubts),
        reasons=one(reasons),
        turn=one(turn),
        gates=one(gates),
        failed=np.array([[failed == "yes"]]),
        emergency=np.array([[emergency == "yes"]]),
    )
    assert STANDINGS[made[0, 0]] == LETTERS[stands]


def one(letter):
    return np.array([[CODE[LETTERS[letter]]]], dtype=np.int8)


@pytest.mark.parametrize(
    ("starts", "expected"),
    [([0, 1], [3, 2]), ([0, 3], [3, FITS_NOW]), ([0, 0], [FITS_NOW, 3]), ([0, 2], [3, 1])],
)
def test_a_treatment_without_entries_is_not_lowered(starts, expected):
    codes = np.array([[3, 2, 1]], dtype=np.int8)
    assert strictest(codes, np.array(starts), 2).tolist() == [expected]
