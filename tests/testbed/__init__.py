"""Tests: testbed."""
