"""The tags of an OpenStreetMap object: its own list, or a dict in tests."""

from typing import Protocol


class Tags(Protocol):
    """Keys and values, asked for one at a time: most objects have many that nobody wants."""

    def get(self, key: str, default: str, /) -> str:
        """Return the value of a key, or the default."""
        ...

    def __contains__(self, key: str, /) -> bool: ...

    def __getitem__(self, key: str, /) -> str: ...
