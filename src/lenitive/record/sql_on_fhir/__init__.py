"""SQL on FHIR: a ViewDefinition becomes one DuckDB SELECT over pruned, typed JSON.

`compile_view` is the whole public face; where the JSON comes from is said by `Files` or `Rows`.
Source: SQL on FHIR v2 (2.0.0), https://sql-on-fhir.org/ig/ ; FHIRPath N1.
"""

from lenitive.record.sql_on_fhir.compiler import Column, CompiledView, compile_view
from lenitive.record.sql_on_fhir.problems import ViewError
from lenitive.record.sql_on_fhir.sources import Files, Rows

__all__ = ["Column", "CompiledView", "Files", "Rows", "ViewError", "compile_view"]
