"""From an OpenStreetMap extract to the data of a city."""
