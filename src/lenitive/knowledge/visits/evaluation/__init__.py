"""The parts of the first evaluation, their fields, and which row of the record each becomes."""

from lenitive.knowledge.visits.evaluation.model import Field, Group, Norm, Option, Part, Row, Template
from lenitive.knowledge.visits.evaluation.read import norms, template

__all__ = ["Field", "Group", "Norm", "Option", "Part", "Row", "Template", "norms", "template"]
