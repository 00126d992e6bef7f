"""What a settings file says of itself: its tables, and of each value the meaning and unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args, get_origin

from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo


class Part(BaseModel):
    """A table of the settings file; unknown names are refused, so that a slip of the pen shows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Told:
    """What an operator reads of one value; `source` says where its default comes from.

    A `secret` value is never printed.
    """

    what: str
    unit: str = ""
    source: str = ""
    secret: bool = False


def told(field: FieldInfo) -> Told | None:
    """Return what is told of a field, or None where its author was silent."""
    return next((one for one in field.metadata if isinstance(one, Told)), None)


def tables(model: type[BaseModel]) -> Iterator[tuple[str, type[Part]]]:
    """Yield the tables of a settings file in their order."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Part):
            yield name, kind


def single_values(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """Yield the fields of a table, or of the file's top, that hold one value or a plain list."""
    inner = {name for name, _ in tables(model)}
    for name, field in model.model_fields.items():
        if name not in inner and not _holds_tables(field):
            yield name, field


def _holds_tables(field: FieldInfo) -> bool:
    """Tell whether a field is a table with free names, or a list of tables."""
    if get_origin(field.annotation) is dict:
        return True
    kinds = get_args(field.annotation)
    return any(isinstance(kind, type) and issubclass(kind, Part) for kind in kinds)
