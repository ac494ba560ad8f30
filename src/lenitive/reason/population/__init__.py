"""A population: the same derived tables and rules as for one person, part by part, into Parquet."""

from lenitive.reason.population.evaluate import Evaluation, evaluate_population

__all__ = ["Evaluation", "evaluate_population"]
