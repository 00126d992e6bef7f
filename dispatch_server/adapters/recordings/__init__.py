"""Recordings on disk: found, sealed with a hash."""
