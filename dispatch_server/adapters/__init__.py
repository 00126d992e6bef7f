"""The outside world, one package a neighbour."""
