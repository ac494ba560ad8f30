"""Names of the arrays that measurement works on, and rounding as instruments mean it."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
BoolArray: TypeAlias = NDArray[np.bool_]
IntArray: TypeAlias = NDArray[np.int16]
TextArray: TypeAlias = NDArray[np.object_]

# A half that binary fractions put a hair below one half is still a half to whoever added it on paper.
_HAIR = 1e-9


def round_half_up(values: FloatArray, decimals: int | None) -> FloatArray:
    """Values rounded half up (2.5 is 3, -2.5 is -2) to that many places; as they are for None; NaN stays."""
    if decimals is None:
        return values
    scale = 10.0**decimals
    rounded: FloatArray = np.floor(values * scale + 0.5 + _HAIR) / scale
    return rounded
