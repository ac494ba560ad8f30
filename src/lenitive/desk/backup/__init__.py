"""The whole store in one file, as of one moment, and back again: all of it or nothing.

The file says nothing about the database it came from: what SQLite wrote, PostgreSQL takes, and the reverse.
"""

from lenitive.desk.backup.archive import Manifest, read_manifest
from lenitive.desk.backup.restoring import restore
from lenitive.desk.backup.snapshot import backup

__all__ = ["Manifest", "backup", "read_manifest", "restore"]
