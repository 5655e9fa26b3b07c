"""Failures that a user can mend; the command line shows their message, never a traceback."""

from __future__ import annotations


class ConflictWireError(Exception):
    """Base of this package's own errors."""


class DataError(ConflictWireError):
    """Installed data are missing or damaged."""


class AttachError(ConflictWireError):
    """A text is not the stand-off article it was given for."""
