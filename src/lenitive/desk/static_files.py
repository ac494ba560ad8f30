"""Static files under names that carry their hash, so that browsers may keep them for ever."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Hashed names once the files have been collected; plain names before that (tests, first look)."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The hashed name, or the plain one where the file is not in the manifest."""
        found: str = self.hashed_files.get(self.hash_key(self.clean_name(name)), name)
        return found
