"""The rules of dispatching. Pure: no clock, no storage, no network."""
