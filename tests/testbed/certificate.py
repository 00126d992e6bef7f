"""A certificate of the room's own for this machine, as a centre without an authority makes one."""

import subprocess
from pathlib import Path
from typing import Final

WITHIN_S: Final = 30.0


def make_certificate(folder: Path) -> Path:
    """Write `server.pem` and `server.key` into a folder; return the certificate."""
    path = folder / "server.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    command += ["-keyout", str(folder / "server.key"), "-out", str(path)]
    command += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(command, check=True, capture_output=True, timeout=WITHIN_S)
    return path
