"""The environment over the settings file: `DISPATCH120_TABLE_KEY` beats what the file says."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from dispatch_server.contract.settings.told import single_values, tables

PREFIX: Final = "DISPATCH120_"


def variable(key: str, *, table: str = "") -> str:
    """Return the name of the environment variable that sets a value."""
    return PREFIX + "_".join(part for part in (table, key) if part).upper()


def overlaid(
    found: Mapping[str, object], model: type[BaseModel], environment: Mapping[str, str]
) -> dict[str, object]:
    """Return the content of a settings file with the environment's values laid over it."""
    merged = dict(found)
    for table, key, field in _values(model):
        text = environment.get(variable(key, table=table))
        if text is None:
            continue
        if not table:
            merged[key] = _value(text, field)
            continue
        inside = merged.get(table, {})
        if isinstance(inside, Mapping):
            merged[table] = {**inside, key: _value(text, field)}
    return merged


def unknown_variables(model: type[BaseModel], environment: Mapping[str, str]) -> list[str]:
    """Return the variables that look like a setting and are none."""
    known = {variable(key, table=table) for table, key, _ in _values(model)}
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)


def _values(model: type[BaseModel]) -> Iterator[tuple[str, str, FieldInfo]]:
    for key, field in single_values(model):
        yield "", key, field
    for table, kind in tables(model):
        for key, field in single_values(kind):
            yield table, key, field


def _value(text: str, field: FieldInfo) -> object:
    """Read a value as TOML would; what is to be text or a path stays as it is written."""
    kind = str(field.annotation)
    if field.annotation is str or ("Path" in kind and "tuple" not in kind):
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
