"""A real Asterisk for tests and the demonstration, run with the product's own configuration.

    python -m tests.testbed.exchange        run one until Ctrl+C, and say where it listens

It is installed once into a private folder, listens on loopback only, and differs from the
exchange of a centre in its addresses, ports, secrets and folders alone. Several run side by side.
"""

import asyncio
import atexit
import json
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import threading
from pathlib import Path
from typing import Final

from dispatch_server.adapters.telephony.settings import AmiSettings
from tests.testbed.socket_folder import socket_folder

HOME: Final = Path.home() / ".cache" / "dispatch120" / "asterisk"
CONFIGURATION: Final = Path(__file__).resolve().parents[2] / "resources" / "asterisk"
INSTALL: Final = Path(__file__).with_name("install_asterisk.sh")
ADDRESS: Final = "127.0.0.1"
INSTALL_S: Final = 600.0
START_S: Final = 30.0
STOP_S: Final = 10.0
POLL_S: Final = 0.05
RTP_PORTS: Final = 400
GUARD: Final = 'cat > /dev/null; kill -9 "$0" 2> /dev/null; true'
"""Ends the exchange when we are gone, however we went: our end of the pipe closes then."""
_CHANCE: Final = random.SystemRandom()

FOLDERS: Final = """\
[directories]
astetcdir => {folder}/etc
astmoddir => {home}/modules
astvarlibdir => {folder}/var
astdbdir => {folder}/var
astkeydir => {folder}/var
astdatadir => {folder}/data
astagidir => {folder}/var
astspooldir => {folder}/spool
astrundir => {folder}/run
astlogdir => {folder}/log
astsbindir => {home}/sbin

"""


class Exchange:
    """One exchange of its own, usable as a context manager, blocking or asynchronous.

    `server` is the address phones register at; `trunk` is the address from which the carrier
    sends calls.
    """

    def __init__(self) -> None:
        self.folder = socket_folder("exchange-")
        self.server = (ADDRESS, _free_port(socket.SOCK_DGRAM))
        self.trunk_address = f"127.0.{_CHANCE.randint(1, 250)}.{_CHANCE.randint(2, 250)}"
        self.phone_secret = secrets.token_hex(16)
        self.ami_settings = AmiSettings(
            host=ADDRESS,
            port=_free_port(socket.SOCK_STREAM),
            user="dispatch",
            secret=secrets.token_hex(16),
        )
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None

    @property
    def recordings(self) -> Path:
        """The folder that recordings are written to."""
        return self.folder / "spool" / "monitor"

    def start(self) -> None:
        """Install if need be, start, and return once the exchange takes calls and logins."""
        install()
        self._lay_out()
        with (self.folder / "log" / "console").open("ab") as console:
            self._process = subprocess.Popen(
                [*self._asterisk(), "-f", "-n"],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                start_new_session=True,
            )
        self._guard = subprocess.Popen(
            ["sh", "-c", GUARD, str(self._process.pid)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        atexit.register(self.close)
        self._wait_until_booted(self._process)

    def stop(self) -> None:
        """End it as a service manager would."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would: at once, telling nobody."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """Let it hang: connections stay open and nothing answers any more."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on after `freeze`."""
        self._signal(signal.SIGCONT)

    def restart(self) -> None:
        """Stop it if it runs, and start it again on the same ports."""
        self.stop()
        self.start()

    def close(self) -> None:
        """Stop it and remove everything it wrote."""
        self.stop()
        atexit.unregister(self.close)
        shutil.rmtree(self.folder, ignore_errors=True)

    def console(self, command: str) -> str:
        """Return what the exchange's own console answers to one command."""
        answer = subprocess.run(
            [*self._asterisk(), "-rx", command],
            capture_output=True,
            text=True,
            timeout=START_S,
            check=True,
        )
        return answer.stdout

    def __enter__(self) -> "Exchange":
        self.start()
        return self

    def __exit__(self, *_reason: object) -> None:
        self.close()

    async def __aenter__(self) -> "Exchange":
        await asyncio.to_thread(self.start)
        return self

    async def __aexit__(self, *_reason: object) -> None:
        await asyncio.to_thread(self.close)

    def _asterisk(self) -> list[str]:
        loader = [str(HOME / "lib/ld.so"), "--inhibit-cache", "--library-path", str(HOME / "lib")]
        return [*loader, str(HOME / "sbin/asterisk"), "-C", str(self.folder / "etc/asterisk.conf")]

    def _lay_out(self) -> None:
        for name in ("etc", "var/keys", "data", "spool/monitor", "run", "log/cdr-custom"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for leftover in (self.folder / "run").iterdir():
            leftover.unlink()
        documentation = self.folder / "data" / "documentation"
        if not documentation.exists():
            documentation.symlink_to(HOME / "share" / "documentation")
        values = self.folder / "values.toml"
        if not values.exists():
            settings = self._values().items()
            values.write_text("".join(f"{name} = {json.dumps(to)}\n" for name, to in settings))
        subprocess.run(
            [str(CONFIGURATION / "render.py"), str(values), str(self.folder / "etc")],
            check=True,
            timeout=START_S,
        )
        main = self.folder / "etc" / "asterisk.conf"
        folders = FOLDERS.format(folder=self.folder, home=HOME)
        main.write_text(folders + main.read_text("utf-8"), "utf-8")

    def _values(self) -> dict[str, str]:
        rtp_first = _CHANCE.randrange(20000, 32000 - RTP_PORTS, 2)
        return {
            "SIP_ADDRESS": self.server[0],
            "SIP_PORT": str(self.server[1]),
            "TRUNK_ADDRESS": self.trunk_address,
            "TRUNK_PORT": str(_free_port(socket.SOCK_DGRAM)),
            "PHONE_SECRET": self.phone_secret,
            "AMI_ADDRESS": self.ami_settings.host,
            "AMI_PORT": str(self.ami_settings.port),
            "AMI_USER": self.ami_settings.user,
            "AMI_SECRET": self.ami_settings.secret,
            "SERVER_ADDRESS": ADDRESS,
            "RTP_FIRST_PORT": str(rtp_first),
            "RTP_LAST_PORT": str(rtp_first + RTP_PORTS - 1),
        }

    def _wait_until_booted(self, process: "subprocess.Popen[bytes]") -> None:
        waiting = threading.Event()
        for _ in range(int(START_S / POLL_S)):
            if process.poll() is not None:
                break
            if (self.folder / "run" / "asterisk.ctl").exists():
                answer = subprocess.run(
                    [*self._asterisk(), "-rx", "core waitfullybooted"],
                    capture_output=True,
                    timeout=START_S,
                    check=False,
                )
                if b"fully booted" in answer.stdout:
                    return
            waiting.wait(POLL_S)
        said = (self.folder / "log" / "console").read_text("utf-8", "replace")[-2000:]
        self._end(signal.SIGKILL)
        raise RuntimeError(f"the exchange did not start:\n{said}")

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            os.kill(self._process.pid, number)

    def _end(self, number: signal.Signals) -> None:
        self._signal(number)
        self._signal(signal.SIGCONT)
        if self._process is None:
            return
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(STOP_S)
        self._process = None
        if self._guard is not None:
            self._guard.communicate(timeout=STOP_S)
            self._guard = None


def install() -> None:
    """Install the exchange's program into its private folder, unless it is there."""
    subprocess.run(
        [str(INSTALL), str(HOME), str(CONFIGURATION / "modules.conf")],
        check=True,
        timeout=INSTALL_S,
    )


def _free_port(kind: socket.SocketKind) -> int:
    """Return a port the kernel says is free."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind((ADDRESS, 0))
        port = probe.getsockname()[1]
        assert isinstance(port, int)
        return port


def main() -> None:
    """Run one exchange until the person presses Ctrl+C."""
    with Exchange() as exchange:
        print(f"phones: SIP {exchange.server[0]}:{exchange.server[1]}, 6001-6010 and 6901-6902")
        print(f"phones' secret: {exchange.phone_secret}")
        print(f"calls from: {exchange.trunk_address}")
        print(f"server: {exchange.ami_settings}, secret {exchange.ami_settings.secret}")
        print(f"recordings: {exchange.recordings}", flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    main()
