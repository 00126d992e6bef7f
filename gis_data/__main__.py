"""Runs the command `gis-data`."""

import sys

from gis_data.command import main

if __name__ == "__main__":
    sys.exit(main())
