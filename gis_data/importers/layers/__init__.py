"""From the layers of other map makers' files to the data of a city."""
