"""Backup and restore: one tar file with the database, every document it names, and a manifest.

The database is copied first, at one instant; the documents that this copy names follow. They
are never changed nor deleted, so they can be read in peace while the portal goes on: a file
stored meanwhile belongs to the next backup, and no row of this one is without its file. The
other order could name files that were not there yet when they were copied.

Not in it: the secret key and other settings (they live in the environment), sessions' cache,
Redis. Celery's queue needs no backup: every piece of work is a row.
"""

from sky_portal.backup.services import BackupFailed, backup, restore

__all__ = ["BackupFailed", "backup", "restore"]
