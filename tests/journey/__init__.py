"""Tests: journey."""
