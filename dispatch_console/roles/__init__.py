"""One package a role; each owns its windows."""
