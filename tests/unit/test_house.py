"""The house itself: its folders, its commands, the links of its pages, and what no file may say."""

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from dispatch_server.contract.states import (
    CallState,
    DeliveryState,
    Duty,
    IncidentState,
    LinkState,
    OrderState,
    Role,
    SeatState,
)

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = {
    ".ci",
    "alembic",
    "dispatch_console",
    "dispatch_server",
    "docs",
    "gis_data",
    "resources",
    "tests",
    "vehicle_agent",
}
PICTURES = {
    ROOT / "docs" / "images" / name
    for name in (
        "dispatcher_taking.png",
        "map_window.png",
        "order_sheet.png",
        "station_alarm.png",
    )
}
"""What `make screenshots` draws: all of them are there, or none yet."""
STATES = (CallState, DeliveryState, Duty, IncidentState, LinkState, OrderState, Role, SeatState)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?:^ {4}|`)make(?: --no-print-directory)? ([a-z]+)", re.MULTILINE)
TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)
HOST_PATH = re.compile(r"(?<![\w.@/}])/(?:home|root|Users|work|workspace)/|\.\./shared\b")
REGISTRY_HOST = re.compile(r"\b(?:deb\.debian|pypi|pythonhosted|npmjs|proxy\.golang)\.org\b")


@cache
def tracked_files() -> tuple[Path, ...]:
    git = shutil.which("git")
    assert git is not None
    listing = subprocess.run(  # noqa: S603 - a fixed command
        [git, "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, timeout=30
    )
    names = listing.stdout.decode().split("\0")
    return tuple(ROOT / name for name in names if name and (ROOT / name).is_file())


def pages() -> list[Path]:
    return [path for path in tracked_files() if path.suffix == ".md"]


def text_of(path: Path) -> str:
    content = path.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_that_the_top_level_folders_are_the_fixed_ones() -> None:
    folders = {path.relative_to(ROOT).parts[0] for path in tracked_files() if path.parent != ROOT}

    assert folders <= FOLDERS


def test_that_every_command_named_in_a_page_is_a_target_of_the_makefile() -> None:
    targets = set(TARGET.findall(text_of(ROOT / "Makefile")))

    unknown = {
        f"{name_of(page)}: make {command}"
        for page in pages()
        for command in COMMAND.findall(text_of(page))
        if command not in targets
    }

    assert not unknown


def test_that_make_help_explains_every_target() -> None:
    makefile = text_of(ROOT / "Makefile")

    explained = set(re.findall(r"^([a-z]+):.*## \S", makefile, re.MULTILINE))

    assert explained == set(TARGET.findall(makefile))


def test_that_continuous_integration_runs_what_a_person_types() -> None:
    commands = [
        line
        for line in text_of(ROOT / ".ci" / "run").splitlines()
        if line and not line.startswith(("#", "set ", "cd "))
    ]

    assert commands == ["exec make test"]


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_that_the_links_of_a_page_lead_to_files(page: Path) -> None:
    links = [link for link in LINK.findall(text_of(page)) if "://" not in link]
    targets = {(page.parent / link.partition("#")[0]).resolve() for link in links if link[0] != "#"}
    not_drawn_yet = PICTURES if not any(picture.exists() for picture in PICTURES) else set[Path]()

    missing = {name_of(target) for target in targets - not_drawn_yet if not target.exists()}

    assert not missing


def test_that_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(LINK.findall(text_of(folder / "README.md")))

    decisions = {path.name for path in folder.glob("[0-9]*.md")}

    assert decisions == listed


def test_that_both_readmes_name_the_same_commands_and_pictures() -> None:
    english, chinese = (text_of(ROOT / name) for name in ("README.md", "README.zh-CN.md"))

    for facts in (COMMAND, re.compile(r"docs/[\w/.-]+")):
        assert set(facts.findall(english)) == set(facts.findall(chinese))


def test_that_every_state_has_its_word_in_the_glossary() -> None:
    glossary = text_of(ROOT / "docs" / "GLOSSARY.md")

    wordless = {
        f"{table.__name__}.{state.value}"
        for table in STATES
        for state in table
        if not re.search(rf"\b{state.value}\b", glossary)
    }

    assert not wordless


@pytest.mark.parametrize("forbidden", [HOST_PATH, REGISTRY_HOST], ids=["host path", "registry"])
def test_that_no_file_knows_the_machine_it_was_written_on(forbidden: re.Pattern[str]) -> None:
    tellers = {
        name_of(path)
        for path in tracked_files()
        if path != Path(__file__).resolve() and forbidden.search(text_of(path))
    }

    assert not tellers
