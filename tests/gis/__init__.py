"""Tests: gis."""
