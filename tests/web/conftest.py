"""The pages in a browser see the same people as the tests of the views."""

from tests.clinic.conftest import chart_of, invented, load

__all__ = ["chart_of", "invented", "load"]
