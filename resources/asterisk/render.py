#!/usr/bin/env python3
"""Fills addresses, ports and secrets into the exchange's configuration files.

    render.py VALUES.toml FOLDER

Writes every `*.conf` beside this program into FOLDER with each @NAME@ replaced, readable by the
owner alone. Writes nothing at all when a value is missing, unknown or not acceptable, so that no
exchange ever runs with a secret that stands in a public file. Needs Python 3.11 and nothing else.
"""

import re
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent
PLACEHOLDER = re.compile(r"@([A-Z][A-Z_]*)@")
ACCEPTABLE = re.compile(r"[A-Za-z0-9._:+/=-]+")
SECRET_LENGTH = 16


class NotAcceptable(Exception):
    """The values do not make a configuration that may run."""


def render(values: Mapping[str, str]) -> dict[str, str]:
    """Return the text of every configuration file, by file name."""
    templates = {path.name: path.read_text("utf-8") for path in sorted(TEMPLATES.glob("*.conf"))}
    wanted = {name for text in templates.values() for name in PLACEHOLDER.findall(text)}
    if missing := sorted(wanted - set(values)):
        raise NotAcceptable(f"missing: {', '.join(missing)}")
    if unknown := sorted(set(values) - wanted):
        raise NotAcceptable(f"unknown: {', '.join(unknown)}")
    for name, value in values.items():
        _check(name, value)
    return {
        file: PLACEHOLDER.sub(lambda found: values[found[1]], text)
        for file, text in templates.items()
    }


def _check(name: str, value: str) -> None:
    """Refuse a value that would break a line, and a secret that could be guessed."""
    if not ACCEPTABLE.fullmatch(value):
        raise NotAcceptable(f"{name} holds a character that may not stand in a configuration file")
    if name.endswith("_SECRET") and (
        len(value) < SECRET_LENGTH or len(set(value)) < SECRET_LENGTH // 2
    ):
        raise NotAcceptable(f"{name} is too easy to guess: take {SECRET_LENGTH} random characters")


def write(files: Mapping[str, str], folder: Path) -> None:
    """Write the files where the exchange reads them, readable by the owner alone."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_text(text, "utf-8")


def main(arguments: list[str]) -> int:
    """Render as the command line asks, or say why not."""
    if len(arguments) != 2:  # noqa: PLR2004 - the two names in the usage line
        sys.stderr.write("usage: render.py VALUES.toml FOLDER\n")
        return 2
    try:
        values = tomllib.loads(Path(arguments[0]).read_text("utf-8"))
        write(render({name: str(value) for name, value in values.items()}), Path(arguments[1]))
    except (NotAcceptable, OSError, tomllib.TOMLDecodeError) as reason:
        sys.stderr.write(f"render.py: nothing written: {reason}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
