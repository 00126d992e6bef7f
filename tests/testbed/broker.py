"""A real Mosquitto for tests: private, on loopback, with the configuration that ships.

Only addresses, paths and the certificate differ from `resources/mosquitto/`.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Final, Self

from tests.testbed.room import free_port

RESOURCES: Final = Path(__file__).resolve().parents[2] / "resources" / "mosquitto"
PROGRAM: Final = "/usr/sbin/mosquitto"
PASSWD: Final = "/usr/bin/mosquitto_passwd"
SERVER: Final = "dispatch-server"
SECRET: Final = "broker-secret"
START_S: Final = 10.0
STOP_S: Final = 10.0
POLL_S: Final = 0.05
NAMED: Final = ("acl_file", "use_username_as_clientid", "autosave")
DROPPED: Final = ("cafile", "certfile", "keyfile", "tls_version")


class Mosquitto:
    """One broker of its own, usable as a context manager; it can be killed and brought back.

    Vehicles sign in with their id and `key_of` it; the server with `SERVER` and `SECRET`. Where
    `names_asked` is off anybody may say anything and nothing is saved at once: for floods.
    """

    def __init__(self, vehicles: tuple[str, ...], *, names_asked: bool = True) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mosquitto-"))
        self.port = free_port()
        self._vehicles = vehicles
        self._names_asked = names_asked
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self._configure()
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start it and return once it listens."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [PROGRAM, "-c", str(self.folder / "mosquitto.conf")],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        waiting = threading.Event()
        for _ in range(int(START_S / POLL_S)):
            if self._process.poll() is not None:
                break
            if _listens(self.port):
                return
            waiting.wait(POLL_S)
        raise RuntimeError(f"Mosquitto did not start:\n{(self.folder / 'log').read_text()[-2000:]}")

    def stop(self, *, kill: bool = False) -> None:
        """End it as an operator would, or as a power cut would."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
        process.wait(STOP_S)

    def close(self) -> None:
        """Stop it and remove everything it wrote."""
        self.stop(kill=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _configure(self) -> None:
        shipped = (RESOURCES / "dispatch120.conf").read_text("utf-8").splitlines()
        lines = [line for line in shipped if not line.startswith(DROPPED)]
        text = "\n".join(lines) + "\n"
        for there, here in (
            ("listener 8883", f"listener {self.port} 127.0.0.1"),
            ("/etc/mosquitto/dispatch120/passwords", str(self.folder / "passwords")),
            ("/etc/mosquitto/dispatch120/acl.conf", str(self.folder / "acl.conf")),
            ("/var/lib/mosquitto/", f"{self.folder}/"),
        ):
            text = text.replace(there, here)
        if not self._names_asked:
            text = text.replace("allow_anonymous false", "allow_anonymous true")
            text = (
                "\n".join(line for line in text.splitlines() if not line.startswith(NAMED)) + "\n"
            )
        if os.geteuid() == 0:
            text += "user root\n"
        (self.folder / "mosquitto.conf").write_text(text, "utf-8")
        shutil.copy(RESOURCES / "acl.conf", self.folder)
        passwords = self.folder / "passwords"
        keys = {SERVER: SECRET} | {vehicle: key_of(vehicle) for vehicle in self._vehicles}
        passwords.write_text("".join(f"{name}:{key}\n" for name, key in keys.items()), "utf-8")
        subprocess.run([PASSWD, "-U", str(passwords)], check=True, timeout=120)
        for file in (passwords, self.folder / "acl.conf"):
            file.chmod(0o600)


def key_of(vehicle_id: str) -> str:
    """Return the key of a vehicle's device at the private broker."""
    return f"key-of-{vehicle_id}"


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
