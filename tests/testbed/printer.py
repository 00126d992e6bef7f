"""A station's printer for tests: the real `ippeveprinter`, which keeps what it prints in a folder.

The program insists on a system message bus. It gets a private one that nobody else sees, so that
neither systemd nor avahi need to run, and several printers may live side by side.
"""

import atexit
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import threading
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Final, Self

from tests.testbed.socket_folder import socket_folder

START_S: Final = 10.0
STOP_S: Final = 5.0
POLL_S: Final = 0.02
SYSTEM_FOLDERS: Final = ("/usr/sbin", "/sbin")

BUS_SETTINGS: Final = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/>
  </policy>
</busconfig>
"""

KEEP_SHEET: Final = """\
#!/bin/sh
while [ -e "{folder}/hold" ]; do sleep 0.05; done
name=$(date +%s%N)
cp "$1" "{folder}/sheets/$name.part" && mv "{folder}/sheets/$name.part" "{folder}/sheets/$name.pdf"
"""


class VirtualPrinter:
    """One running printer on a free port of this machine; usable as a context manager."""

    def __init__(self, name: str = "station-printer") -> None:
        self._name = name
        self._folder = socket_folder("printer-")
        self._port = _free_port()
        self._bus: subprocess.Popen[str] | None = None
        self._printer: subprocess.Popen[bytes] | None = None
        self._prepare()
        atexit.register(self.stop)
        try:
            self._start_bus()
            self.restart()
        except BaseException:
            self.stop()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def uri(self) -> str:
        """The address under which the product prints here."""
        return f"ipp://127.0.0.1:{self._port}/ipp/print"

    @property
    def folder(self) -> Path:
        """The folder that printed sheets are kept in until `stop`."""
        return self._folder / "sheets"

    @property
    def sheets(self) -> list[Path]:
        """The printed documents, oldest first."""
        return sorted((self._folder / "sheets").glob("*.pdf"))

    def set_paper_out(self) -> None:
        """Take the paper out: the printer says so, and a job waits until there is paper again."""
        self._set_paper(0)

    def load_paper(self) -> None:
        """Put paper in and let the waiting job print."""
        self._set_paper(250)

    def hold(self) -> None:
        """Let the next job print until `release`, so that the printer is busy meanwhile."""
        (self._folder / "hold").touch()

    def release(self) -> None:
        """Let the job print to its end."""
        (self._folder / "hold").unlink(missing_ok=True)

    def kill(self) -> None:
        """Pull the plug: the process dies at once, with whatever it was printing."""
        if self._printer is not None:
            _end(self._printer, signal.SIGKILL)
            self._printer = None

    def restart(self) -> None:
        """Switch the printer on, at the same address; it remembers no job."""
        self.kill()
        self._printer = self._start_printer()
        self._await_port(self._printer)

    def stop(self) -> None:
        """End the printer and its bus, and remove the folder with the printed sheets."""
        atexit.unregister(self.stop)
        self.kill()
        if self._bus is not None:
            _end(self._bus, signal.SIGTERM)
            self._bus = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def _prepare(self) -> None:
        for child in ("sheets", "spool", "keys"):
            (self._folder / child).mkdir()
        bus_settings = BUS_SETTINGS.format(socket=self._folder / "bus.socket")
        (self._folder / "bus.conf").write_text(bus_settings, encoding="utf-8")
        command = self._folder / "keep-sheet"
        command.write_text(KEEP_SHEET.format(folder=self._folder), encoding="utf-8")
        command.chmod(0o755)

    def _start_bus(self) -> None:
        """Start the private bus; its first line of output says that it listens."""
        program = _program("dbus-daemon")
        settings = f"--config-file={self._folder / 'bus.conf'}"
        with (self._folder / "bus.log").open("w") as log:
            self._bus = subprocess.Popen(
                [program, settings, "--nofork", "--nopidfile", "--print-address"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        if self._bus.stdout is None or not self._bus.stdout.readline():
            raise RuntimeError(f"dbus-daemon did not start: {self._log('bus.log')}")

    def _start_printer(self) -> subprocess.Popen[bytes]:
        bus = f"unix:path={self._folder / 'bus.socket'}"
        options = {
            "-n": "localhost",
            "-p": str(self._port),
            "-r": "off",
            "-f": "application/pdf",
            "-d": str(self._folder / "spool"),
            "-K": str(self._folder / "keys"),
            "-c": str(self._folder / "keep-sheet"),
        }
        arguments = [part for option in options.items() for part in option]
        with (self._folder / "printer.log").open("ab") as log:
            return subprocess.Popen(
                [_program("ippeveprinter"), *arguments, self._name],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": bus},
                start_new_session=True,
            )

    def _await_port(self, printer: subprocess.Popen[bytes]) -> None:
        pause = threading.Event()
        for _ in range(int(START_S / POLL_S)):
            if printer.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=POLL_S).close()
            except OSError:
                pause.wait(POLL_S)
            else:
                return
        raise RuntimeError(f"ippeveprinter did not start: {self._log('printer.log')}")

    def _set_paper(self, sheets: int) -> None:
        """Fill in the printer's own web form about its main tray, and empty the other one."""
        main = {"size1": "iso_a4_210x297mm", "type1": "stationery", "level1": str(sheets)}
        other = {"size3": "", "type3": "", "level3": "-2"}
        query = urllib.parse.urlencode({**main, **other})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{self._port}/media?{query}", timeout=STOP_S) as answer:
            if b"Media updated" not in answer.read():
                raise RuntimeError("ippeveprinter did not take the new paper level")

    def _log(self, name: str) -> str:
        return (self._folder / name).read_text(encoding="utf-8", errors="replace").strip()


def _program(name: str) -> str:
    folders = os.pathsep.join((os.environ.get("PATH", os.defpath), *SYSTEM_FOLDERS))
    path = shutil.which(name, path=folders)
    if path is None:
        raise RuntimeError(f"{name} is not installed: run `make setup`")
    return path


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def _end(process: subprocess.Popen[bytes] | subprocess.Popen[str], how: signal.Signals) -> None:
    """End a process with everything it started, and close its pipe."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, how)
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(STOP_S)
    if process.stdout is not None:
        process.stdout.close()
