"""Reading FHIR R4 into the record: bundles, single resources, folders of them, and bulk NDJSON.

`load` reads files; `load_bundle` reads one bundle that is in memory already; `open_record` gives a connection
to read into, and `borrowed_record` one that is warm. `bundle_rows` and `bundle_record` read one bundle
without a database; `filled` lends one for such rows. What was wrong with the input comes back as notes.
"""

from lenitive.record.read.bundle import bundle_record, bundle_rows
from lenitive.record.read.filled import filled
from lenitive.record.read.load import load, load_bundle
from lenitive.record.read.session import borrowed_record, open_record

__all__ = [
    "borrowed_record",
    "bundle_record",
    "bundle_rows",
    "filled",
    "load",
    "load_bundle",
    "open_record",
]
