"""Fetches a source package from the package index that pip uses, its SHA-256 checked."""

import hashlib
import json
import os
import subprocess
import sys
from typing import Final
from urllib.request import Request, urlopen

_JSON: Final = "application/vnd.pypi.simple.v1+json"
_TIMEOUT_S: Final = 180.0


def source_package(project: str, archive: str, *, sha256: str) -> bytes:
    """Return the bytes of a project's source archive, or raise when they are not the known ones."""
    index = os.environ.get("PIP_INDEX_URL") or _asked_of_pip()
    listed = json.loads(_downloaded(f"{index.rstrip('/')}/{project}/"))
    address = next(str(one["url"]) for one in listed["files"] if one["filename"] == archive)
    data = _downloaded(address)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise RuntimeError(f"{archive} is not the file it was; its SHA-256 differs")
    return data


def _asked_of_pip() -> str:
    """Return the package index that pip takes when nobody names another."""
    question = "from pip._internal.models.index import PyPI; print(PyPI.simple_url)"
    asked = [sys.executable, "-c", question]
    answer = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60)
    return answer.stdout.strip()


def _downloaded(address: str) -> bytes:
    if not address.startswith("https://"):
        raise RuntimeError(f"{address} is no https address")
    request = Request(address, headers={"Accept": _JSON})  # noqa: S310 - https, see above
    with urlopen(request, timeout=_TIMEOUT_S) as answer:  # noqa: S310 - likewise
        data: bytes = answer.read()
    return data
