"""How the programs' settings are told, laid over by the environment, and printed."""
