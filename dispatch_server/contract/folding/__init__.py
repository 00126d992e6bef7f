"""How each kind of event changes the board. Pure."""
