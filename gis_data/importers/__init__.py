"""From foreign files to the data of a city."""
