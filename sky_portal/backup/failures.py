"""What goes wrong with a backup."""


class BackupFailed(Exception):
    """The backup or the restoring did not come about; the message says why and what to do."""
