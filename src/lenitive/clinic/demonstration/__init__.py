"""The demonstration clinic: invented people whose stories differ on purpose, made as FHIR and loaded as anyone's data is."""

from lenitive.clinic.demonstration.bundle import bundle, bundles
from lenitive.clinic.demonstration.story import Story, stories

__all__ = ["Story", "bundle", "bundles", "stories"]
