"""Bare loops: the limits that benchmarks are measured against; they import nothing of ours."""
