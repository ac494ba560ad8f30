"""What can be wrong with a ViewDefinition."""

from __future__ import annotations

from lenitive.errors import LenitiveError


class ViewError(LenitiveError):
    """A view cannot be compiled; says which expression and why."""

    def __init__(self, what: str, *, where: str = "", do: str = "Correct the view.") -> None:
        super().__init__(what, where=where, do=do)
