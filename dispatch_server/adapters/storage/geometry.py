"""Places in the database: PostGIS geometry on PostgreSQL, WKB on SQLite, shapely values here."""

import shapely
import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

WGS84 = 4326

Shape = shapely.geometry.base.BaseGeometry


class PostgisColumn(UserDefinedType[str]):
    """PostGIS's column type, spoken to in hexadecimal EWKB, which any driver passes on."""

    cache_ok = True

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def get_col_spec(self, **_: object) -> str:
        """Return the type as the schema names it."""
        return f"geometry({self.kind},{WGS84})"


class Geometry(TypeDecorator[Shape]):
    """A shapely value in WGS-84; the only type for places in our tables.

    On SQLite the WKB is big-endian: coordinates that are not negative then compare as bytes in
    the order of their values, so that an index over a part of a point's bytes finds a box.
    """

    impl = sa.LargeBinary
    cache_ok = True

    def __init__(self, kind: str = "GEOMETRY") -> None:
        super().__init__()
        self.kind = kind

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[str] | TypeEngine[bytes]:
        """Return the column type of a database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(PostgisColumn(self.kind))
        return dialect.type_descriptor(sa.LargeBinary())

    def process_bind_param(self, value: Shape | None, dialect: sa.Dialect) -> str | bytes | None:
        """Return a value as the database takes it."""
        if value is None:
            return None
        if dialect.name == "postgresql":
            return str(shapely.to_wkb(shapely.set_srid(value, WGS84), hex=True, include_srid=True))
        return bytes(shapely.to_wkb(value, byte_order=0))

    def process_result_value(self, value: str | bytes | None, _: sa.Dialect) -> Shape | None:
        """Return what the database gave as a shapely value."""
        return None if value is None else shapely.from_wkb(value)
