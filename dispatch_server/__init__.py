"""The dispatch server: incidents, orders, the journal and every neighbour of the room."""
