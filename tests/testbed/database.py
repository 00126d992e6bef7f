"""A real PostgreSQL with PostGIS for tests: private, in a temporary folder, on loopback only.

    python -m tests.testbed.database        run one until Ctrl+C, and say where it listens

It needs Debian's postgresql-15 and postgresql-15-postgis-3, no running cluster and no systemd.
PostgreSQL refuses to run as root; started by root, it runs as the user postgres.
"""

import atexit
import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Final, Self

import psycopg
import sqlalchemy as sa

PROGRAMS: Final = Path("/usr/lib/postgresql")
OLDEST: Final = 15
ADDRESS: Final = "127.0.0.1"
SUPERUSER: Final = "postgres"
OWNER: Final = "dispatch_owner"
SERVER: Final = "dispatch_server"
START_S: Final = 30
ONLY_WGS84: Final = "DELETE FROM spatial_ref_sys WHERE srid <> 4326"
"""Places are WGS-84; the other systems would make every copy of a database four times slower."""
STOP_S: Final = 15
POLL_S: Final = 0.05
GUARD: Final = (
    'cat > /dev/null; if read -r server < "$0/data/postmaster.pid"; then kill -QUIT "$server";'
    ' sleep 1; fi; rm -rf "$0"'
)
"""Ends the database and removes its folder when we are gone, however we went."""
QUICK: Final = ("fsync=off", "full_page_writes=off")
"""Commits outlive a kill of every process, not a power cut; nothing waits for the disk."""


class Postgres:
    """One PostgreSQL of its own, usable as a context manager; `durable` as a centre runs it.

    Databases made by `create` have an owner, who migrates, and a role for the server, which
    `migrate` creates. The extension PostGIS is in every one of them.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        self.port = _free_port()
        self._durable = durable
        self._secret = secrets.token_hex(16)
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the cluster if need be, start it, and return once it takes connections."""
        if self._guard is None:
            atexit.register(self.close)
            self._guard = subprocess.Popen(
                ["sh", "-c", GUARD, str(self.folder)],
                stdin=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            self._make_cluster()
        self._start()

    def stop(self) -> None:
        """End it as a service manager would: sessions are cut off, work is rolled back."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End it as a power cut would: every process at once, telling nobody."""
        if self._process is None or self._process.poll() is not None:
            return
        server = self._process.pid
        os.kill(server, signal.SIGSTOP)
        children = Path(f"/proc/{server}/task/{server}/children").read_text("ascii")
        for process in (server, *map(int, children.split())):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._process.wait(STOP_S)
        self._process = None

    def restart(self) -> None:
        """Stop it if it runs, and start it again on the same port."""
        self.stop()
        self.start()

    def close(self) -> None:
        """Stop it and remove everything it wrote."""
        self._end(signal.SIGQUIT)
        atexit.unregister(self.close)
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._guard is not None:
            self._guard.communicate(timeout=STOP_S)
            self._guard = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def create(self, name: str, *, template: str = "template1") -> None:
        """Make a database that belongs to the owner, as a copy of another."""
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER {OWNER}')

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def run(self, statement: str, *, database: str = SUPERUSER) -> list[tuple[object, ...]]:
        """Carry out one statement as the superuser; return its rows, if it has any."""
        address = self.address(database, user=SUPERUSER).set(drivername="postgresql")
        url = address.render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True, connect_timeout=START_S) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def address(self, database: str, *, user: str = SERVER) -> sa.URL:
        """Return where a database is, for one of its users."""
        return sa.URL.create(
            "postgresql",
            username=user,
            password=self._secret,
            host=ADDRESS,
            port=self.port,
            database=database,
        )

    def _make_cluster(self) -> None:
        self.folder.chmod(0o755)
        (self.folder / "socket").mkdir()
        secret = self.folder / "secret"
        secret.write_text(self._secret)
        if os.geteuid() == 0:
            for path in (self.folder, self.folder / "socket", secret):
                shutil.chown(path, SUPERUSER, SUPERUSER)
        self._run_program(
            "initdb",
            f"--pgdata={self.folder / 'data'}",
            f"--username={SUPERUSER}",
            f"--pwfile={secret}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "--no-instructions",
        )
        self._start()
        self.run("CREATE EXTENSION postgis", database="template1")
        self.run(ONLY_WGS84, database="template1")
        self.run("VACUUM FULL", database="template1")
        self.run(f"CREATE ROLE {OWNER} LOGIN CREATEDB CREATEROLE PASSWORD '{self._secret}'")

    def _start(self) -> None:
        if self._process is not None:
            return
        settings = [
            f"listen_addresses={ADDRESS}",
            f"port={self.port}",
            f"unix_socket_directories={self.folder / 'socket'}",
            "max_connections=60",
            *(() if self._durable else QUICK),
        ]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    str(program("postgres")),
                    f"-D{self.folder / 'data'}",
                    *(f"-c{setting}" for setting in settings),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=self.folder,
                user=_user(),
                group=_user(),
                extra_groups=None if _user() is None else [],
            )
        self._wait_until_ready(self._process)

    def _wait_until_ready(self, process: "subprocess.Popen[bytes]") -> None:
        asking = [str(program("pg_isready")), f"--port={self.port}", f"--host={ADDRESS}"]
        waiting = threading.Event()
        for _ in range(int(START_S / POLL_S)):
            if process.poll() is not None:
                break
            if subprocess.run(asking, capture_output=True, check=False).returncode == 0:
                return
            waiting.wait(POLL_S)
        said = (self.folder / "log").read_text("utf-8", "replace")[-2000:]
        self._end(signal.SIGQUIT)
        raise RuntimeError(f"PostgreSQL did not start:\n{said}")

    def _run_program(self, name: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(program(name)), *arguments],
            capture_output=True,
            text=True,
            timeout=START_S,
            check=False,
            cwd=self.folder,
            user=_user(),
            group=_user(),
            extra_groups=None if _user() is None else [],
        )
        if done.returncode != 0:
            raise RuntimeError(f"{name} failed:\n{done.stderr[-2000:]}")

    def _end(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(number)
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(STOP_S)


def program(name: str) -> Path:
    """Return where a program of the newest installed PostgreSQL is."""
    versions = [int(found.name) for found in PROGRAMS.glob("[0-9]*") if found.name.isdigit()]
    newest = max(versions, default=0)
    if newest < OLDEST:
        raise RuntimeError(
            "PostgreSQL 15 or newer is not installed; make setup installs postgresql-15 and"
            " postgresql-15-postgis-3"
        )
    return PROGRAMS / str(newest) / "bin" / name


def _user() -> str | None:
    """Return the user PostgreSQL has to run as; it refuses root."""
    return SUPERUSER if os.geteuid() == 0 else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> None:
    """Run one PostgreSQL until the person presses Ctrl+C."""
    with Postgres(durable=True) as postgres:
        postgres.create("dispatch")
        for user, what in ((SERVER, "database"), (OWNER, "database_owner")):
            url = postgres.address("dispatch", user=user).render_as_string(hide_password=False)
            print(f'{what} = "{url}"', flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    main()
