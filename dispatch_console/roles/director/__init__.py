"""The director's window: the day so far, and every incident of it."""
