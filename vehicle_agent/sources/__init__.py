"""Where positions come from; each source reads in a thread of its own."""
