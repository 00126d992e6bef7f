"""The plane on which the city is drawn: metres east and north of its middle."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from gis_data.datums import GEOD, FloatArray, Point

Shapes = npt.NDArray[np.object_]
"""An array of shapely geometries."""


@dataclass(frozen=True)
class Plane:
    """Metres about a position; true to about a part in a thousand over a city."""

    centre: Point

    def to_sphere(self, rows: FloatArray) -> FloatArray:
        """Turn rows of metres east and north into WGS-84 `(lon, lat)` rows."""
        lon_step, lat_step = self._steps()
        return np.asarray(rows / np.array([lon_step, lat_step]) + np.array(self.centre))

    def lifted(self, shapes: Shapes) -> Shapes:
        """Turn shapes on the plane into shapes in WGS-84."""
        return np.asarray(shapely.transform(shapes, self.to_sphere), dtype=np.object_)

    def to_plane(self, rows: FloatArray) -> FloatArray:
        """Turn WGS-84 `(lon, lat)` rows into metres east and north."""
        lon_step, lat_step = self._steps()
        return np.asarray((rows - np.array(self.centre)) * np.array([lon_step, lat_step]))

    def _steps(self) -> tuple[float, float]:
        """Return the metres in a degree eastwards and northwards."""
        lon, lat = self.centre
        east = GEOD.inv(lon - 0.05, lat, lon + 0.05, lat)[2] / 0.1
        north = GEOD.inv(lon, lat - 0.05, lon, lat + 0.05)[2] / 0.1
        return float(east), float(north)
