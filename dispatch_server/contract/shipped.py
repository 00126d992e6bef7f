"""Where the files are that ship beside the programs: in a checkout, or in an installation."""

import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
INSTALLED = Path(sys.prefix) / "share" / "dispatch120"


def shipped(folder: str) -> Path:
    """Return a folder that ships with the programs, for instance `resources/sounds`."""
    is_checkout = (CHECKOUT / "pyproject.toml").is_file()
    return (CHECKOUT if is_checkout else INSTALLED) / folder
