"""What a person's record asks a clinic to do: the pieces of work that its lists hold."""

from lenitive.plan.due.asked import Judged, asked, judged
from lenitive.plan.due.wanted import Wanted

__all__ = ["Judged", "Wanted", "asked", "judged"]
