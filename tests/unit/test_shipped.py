"""An installation finds what ships beside the programs, as a checkout does."""

import sys
import tomllib
from pathlib import Path

import pytest

from dispatch_server.contract import shipped

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("resources", "alembic")


def packaged() -> dict[str, str]:
    """Return, for each file that a wheel carries beside its packages, the folder it goes to."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    folders: dict[str, list[str]] = project["tool"]["setuptools"]["data-files"]
    return {
        path.relative_to(ROOT).as_posix(): folder
        for folder, patterns in folders.items()
        for pattern in patterns
        for path in ROOT.glob(pattern)
    }


def test_that_a_wheel_carries_every_file_to_where_it_is_looked_for() -> None:
    carried = packaged()

    files = {
        path.relative_to(ROOT).as_posix()
        for folder in NEEDED
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files == set(carried)
    for file, folder in carried.items():
        assert folder == f"share/dispatch120/{Path(file).parent.as_posix()}"


def test_that_a_checkout_finds_its_own_files() -> None:
    assert shipped.shipped("resources/sounds") == ROOT / "resources" / "sounds"


def test_that_an_installation_looks_where_the_wheel_puts_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipped, "CHECKOUT", tmp_path)

    found = shipped.shipped("alembic")

    assert found == Path(sys.prefix) / "share" / "dispatch120" / "alembic"
