"""Makes the demonstration city: an invented town of any size, the same for the same seed."""
