"""The demonstration clinic: invented people with different stories, made as FHIR and loaded as any data."""

from lenitive.clinic.demonstration.bundle import bundle, bundles
from lenitive.clinic.demonstration.story import Story, stories

__all__ = ["Story", "bundle", "bundles", "stories"]
