"""Recordings on disk: found, sealed with a hash."""

from dispatch_server.adapters.recordings.folder import RecordingsFolder

__all__ = ["RecordingsFolder"]
