"""The on-board agent of an ambulance."""
