"""The ground: places, roads, layers and the demonstration city."""
