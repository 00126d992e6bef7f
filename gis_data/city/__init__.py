"""Where the city that ships with the product lies."""

from pathlib import Path
from typing import Final

DEMO_CITY: Final = Path(__file__).parent / "demo"
"""The folder of the demonstration city."""
