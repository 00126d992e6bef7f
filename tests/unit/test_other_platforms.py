"""What runs at a desk runs on Windows too: no module, path, signal or encoding of one system."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DESK = ("dispatch_console", "dispatch_server/contract", "gis_data")
FILES = [
    *(path for folder in DESK for path in sorted((ROOT / folder).rglob("*.py"))),
    ROOT / "dispatch_server" / "__init__.py",
]
NOT_EVERYWHERE = frozenset(
    {
        *("crypt", "curses", "fcntl", "grp", "nis", "ossaudiodev", "posix", "posixpath", "pty"),
        *("pwd", "readline", "resource", "spwd", "syslog", "termios", "tty", "uvloop"),
        *("systemd", "sdnotify", "dbus"),
    }
)
POSIX_CALLS = frozenset(
    {
        *("os.chown", "os.fork", "os.getuid", "os.geteuid", "os.kill", "os.killpg", "os.mkfifo"),
        *("os.setsid", "os.statvfs", "os.uname", "os.umask", "socket.AF_UNIX"),
        *("signal.SIGKILL", "signal.SIGHUP", "signal.SIGUSR1", "signal.SIGUSR2", "signal.SIGCHLD"),
        *("signal.SIGALRM", "signal.alarm", "signal.setitimer", "signal.pause"),
    }
)
POSIX_PATH = re.compile(r"^~?/(?:bin|dev|etc|opt|proc|run|srv|sys|tmp|usr|var)(?:/|$)")
TEXT_CALLS = frozenset({"open", "read_text", "write_text"})
FIRST_IS_ENCODING = {"read_text": 0, "write_text": 1, "open": 2}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def locale_reads(tree: ast.AST) -> Iterator[int]:
    """Yield the lines that open text in whatever encoding the system happens to have."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if called not in TEXT_CALLS or any(one.arg == "encoding" for one in node.keywords):
            continue
        if called == "open" and not _opens_a_file(node):
            continue
        if len(node.args) <= FIRST_IS_ENCODING[called]:
            yield node.lineno


def _opens_a_file(node: ast.Call) -> bool:
    """Tell a text file's `path.open(mode)` from a window's or a socket's `open`."""
    mode = node.args[0] if node.args else None
    return isinstance(mode, ast.Constant) and mode.value in {"r", "w", "a", "x"}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_that_a_desks_module_knows_no_single_platform(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))

    dotted = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    texts = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert not NOT_EVERYWHERE & set(imported(tree))
    assert not POSIX_CALLS & dotted
    assert not [text for text in texts if POSIX_PATH.match(text)]
    assert not list(locale_reads(tree))
    assert not any(isinstance(node, ast.Call) and _is_bare_open(node) for node in ast.walk(tree))


def _is_bare_open(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == "open"


def test_that_the_search_finds_what_it_looks_for() -> None:
    tree = ast.parse("import fcntl\nfrom pwd import x\nPath('x').read_text()\np.open('w')\n")

    assert set(imported(tree)) & NOT_EVERYWHERE == {"fcntl", "pwd"}
    assert list(locale_reads(tree)) == [3, 4]
    assert POSIX_PATH.match("/etc/x")
    assert not POSIX_PATH.match("/orders/issue")
