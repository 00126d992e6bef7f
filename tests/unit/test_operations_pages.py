"""What the operations pages promise: every log line explained, no unit or setting invented."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from dispatch_console.settings import ConsoleSettings
from dispatch_server.contract.settings.told import tables
from dispatch_server.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "operations"
LEVELS = frozenset({"info", "warning", "error", "exception", "critical"})
SETTING = re.compile(r"`([a-z]+)\.([a-z]+(?:_[a-z]+)+)`")
UNIT = re.compile(r"\bdispatch120-(?:server|[a-z]+\.timer|[a-z]+\.service)\b")


def log_lines(folder: str) -> Iterator[str]:
    """Yield what each call of a logger says, before its arguments are put in."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _logs(node.func) and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


def _logs(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id in {"log", "qt_log"}
        and function.attr in LEVELS
    )


def test_that_every_log_line_is_explained() -> None:
    page = (PAGES / "lights-and-log-lines.md").read_text("utf-8")

    lines = {
        line
        for program in ("dispatch_server", "dispatch_console", "vehicle_agent")
        for line in log_lines(program)
    }

    assert lines
    assert not {line for line in lines if f"`{line}`" not in page}


def test_that_every_setting_named_in_a_page_is_there() -> None:
    known = {
        f"{table}.{key}"
        for settings in (Settings, ConsoleSettings)
        for table, part in tables(settings)
        for key in part.model_fields
    }

    named = {
        f"{table}.{key}"
        for page in PAGES.glob("*.md")
        for table, key in SETTING.findall(page.read_text("utf-8"))
    }

    assert named
    assert named <= known


def test_that_every_unit_named_in_a_page_is_there() -> None:
    units = {path.name for path in (ROOT / "resources" / "systemd").rglob("dispatch120-*")}

    named = {
        unit if "." in unit else f"{unit}.service"
        for page in PAGES.glob("*.md")
        for unit in UNIT.findall(page.read_text("utf-8"))
    }

    assert named
    assert named <= units
