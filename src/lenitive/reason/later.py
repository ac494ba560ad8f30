"""Ibis, loaded when an expression is first built: what is compiled and kept already does without it.

Loading it takes as long as judging twenty people. Modules of expressions take `_` and `ibis` from here, and
use both as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis
    from ibis import _
else:

    class _Ibis:
        """The library; a name of it is looked up when it is used."""

        def __getattr__(self, name: str) -> Any:
            import ibis

            return getattr(ibis, name)

    class _Row:
        """The row at hand, `ibis._`."""

        def __getattr__(self, name: str) -> Any:
            import ibis

            return getattr(ibis._, name)

        def __getitem__(self, name: str) -> Any:
            import ibis

            return ibis._[name]

    ibis, _ = _Ibis(), _Row()

__all__ = ["_", "ibis"]
