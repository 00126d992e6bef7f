"""A settings file as a person reads it: every value with meaning, unit, default and source."""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from dispatch_server.contract.settings.overlay import variable
from dispatch_server.contract.settings.told import Part, Told, single_values, tables, told

_WIDTH: Final = 98
_PASSWORD: Final = re.compile(r"(?<=:)[^:/@\s]+(?=@)")
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")


def page(settings: BaseModel, *, heading: str, with_environment: bool = True) -> str:
    """Return the settings as a TOML file with comments; secrets are left out."""
    lines = [*_comment(heading), ""]
    lines += _body(settings, "", with_environment=with_environment)
    for name, kind in tables(type(settings)):
        lines += [*_comment(_docstring(kind)), f"[{name}]"]
        lines += _body(getattr(settings, name), name, with_environment=with_environment)
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, Mapping):
            lines += [*_comment(_what(field)), f"[{name}]"]
            lines += [f"{_key(key)} = {_toml(one)}" for key, one in value.items()]
            lines.append("")
        elif _is_tables(value):
            lines += [*_comment(_what(field)), *_list_of_tables(name, value)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _body(part: BaseModel, table: str, *, with_environment: bool) -> Iterator[str]:
    for key, field in single_values(type(part)):
        say = told(field) or Told("")
        facts = [
            f"unit: {say.unit}" if say.unit else "",
            f"default: {_default(field)}",
            f"from: {say.source}" if say.source else "",
            variable(key, table=table) if with_environment else "",
        ]
        yield from _comment(say.what)
        yield from _comment(" · ".join(fact for fact in facts if fact))
        yield _line(key, getattr(part, key), secret=say.secret)
        yield ""


def _line(key: str, value: object, *, secret: bool) -> str:
    if secret:
        return f'# {key} = "" (a secret is not shown; give it in the environment)'
    if value is None:
        return f"# {key} = (not set)"
    return f"{key} = {_toml(value)}"


def _list_of_tables(name: str, parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        yield f"[[{name}]]"
        for key in type(part).model_fields:
            value = getattr(part, key)
            if value not in (None, ""):
                yield f"{key} = {_toml(value)}"
        yield ""


def _is_tables(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Part)


def _toml(value: object) -> str:
    """Return a value as TOML writes it; a password inside an address is left out."""
    match value:
        case bool():
            return "true" if value else "false"
        case Enum():
            return _toml(value.value)
        case int() | float():
            return repr(value)
        case tuple() | list():
            return f"[{', '.join(_toml(one) for one in value)}]"
        case Path():
            return _quoted(value.as_posix())
        case _:
            return _quoted(_PASSWORD.sub("***", str(value)))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(f"\\u{ord(c):04x}" if c < " " or c == "\x7f" else c for c in escaped) + '"'


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _quoted(key)


def _default(field: FieldInfo) -> str:
    default: object = field.get_default(call_default_factory=False)
    if default is PydanticUndefined:
        return "none, it must be given"
    return "not set" if default is None else _toml(default)


def _what(field: FieldInfo) -> str:
    say = told(field)
    return say.what if say else ""


def _docstring(kind: type[Part]) -> str:
    return " ".join((kind.__doc__ or "").split())


def _comment(text: str) -> list[str]:
    paragraphs = text.split("\n") if text else []
    return [f"# {line}" for one in paragraphs for line in textwrap.wrap(one, _WIDTH)]
