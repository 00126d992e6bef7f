"""Tests: whole tree."""
