"""A screen of its own without a monitor (Xvfb), for what must draw to a real window system."""

import os
import select
import subprocess
from typing import Final, Self

_START_S: Final = 20.0
_END_S: Final = 10.0


class Screen:
    """An X server on a free display; within it `DISPLAY` and Qt's platform point there."""

    def __init__(self, *, width: int = 1920, height: int = 1080) -> None:
        self._size = f"{width}x{height}x24"
        self._before: dict[str, str | None] = {}

    def __enter__(self) -> Self:
        reading, writing = os.pipe()
        self._server = subprocess.Popen(
            [
                "Xvfb",
                "-displayfd",
                str(writing),
                "-screen",
                "0",
                self._size,
                "-noreset",
                "-nolisten",
                "tcp",
            ],
            pass_fds=[writing],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        ready, _, _ = select.select([reading], [], [], _START_S)
        number = os.read(reading, 16).decode().strip() if ready else ""
        os.close(reading)
        if not number:
            self._server.kill()
            raise RuntimeError("Xvfb did not start; is the package xvfb installed?")
        self._set("DISPLAY", f":{number}")
        self._set("QT_QPA_PLATFORM", "xcb")
        return self

    def __exit__(self, *_: object) -> None:
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self._server.terminate()
        self._server.wait(_END_S)

    def _set(self, name: str, value: str) -> None:
        self._before[name] = os.environ.get(name)
        os.environ[name] = value
