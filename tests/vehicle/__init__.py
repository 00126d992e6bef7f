"""Tests: vehicle."""
