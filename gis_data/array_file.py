"""How the arrays of a city are put into a file: as `numpy.savez` does, with quick compression."""

from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
import numpy.typing as npt

_QUICK: Final = 1
"""Of zlib's levels; the usual 6 takes three times as long for files a tenth smaller."""


def write_arrays(file: Path, arrays: dict[str, npt.NDArray[np.generic]]) -> None:
    """Write arrays for `numpy.load`, replacing the file; the same arrays give the same bytes."""
    with ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            entry = ZipInfo(f"{name}.npy")
            entry.external_attr = 0o600 << 16
            content = BytesIO()
            np.lib.format.write_array(content, np.asanyarray(array), allow_pickle=False)
            archive.writestr(entry, content.getbuffer(), ZIP_DEFLATED, _QUICK)
