"""SIP messages as the test phones read and write them."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from typing import Final

Header = tuple[str, str]

_SHORT: Final = {
    "v": "via",
    "f": "from",
    "t": "to",
    "i": "call-id",
    "m": "contact",
    "l": "content-length",
    "c": "content-type",
}
ALLOW: Final = ("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, UPDATE")


class SipMessage:
    """One request or response; `status` is 0 in a request."""

    def __init__(self, raw: bytes) -> None:
        head, _, body = raw.partition(b"\r\n\r\n")
        first, *lines = head.decode("utf-8", "replace").split("\r\n")
        self.body = body.decode("utf-8", "replace")
        self.headers: list[Header] = []
        for line in lines:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            self.headers.append((_SHORT.get(name, name), value.strip()))
        words = first.split(" ", 2)
        self.status = int(words[1]) if first.startswith("SIP/2.0") else 0
        self.uri = "" if self.status else words[1]
        self.method = self["cseq"].split()[-1] if self.status else words[0]

    def __getitem__(self, name: str) -> str:
        return next((value for found, value in self.headers if found == name), "")

    def every(self, name: str) -> list[str]:
        """Return all values of a header that may stand several times."""
        return [value for found, value in self.headers if found == name]

    @property
    def branch(self) -> str:
        """The mark by which a response finds its request."""
        found = re.search(r"branch=([^;,\s]+)", self["via"])
        return found[1] if found else ""


def compose(first: str, headers: Sequence[Header], body: str = "") -> bytes:
    """Return a message as it goes on the wire."""
    typed = [("Content-Type", "application/sdp")] if body else []
    every = [*headers, *typed, ("Content-Length", str(len(body.encode())))]
    return "\r\n".join([first, *(f"{name}: {value}" for name, value in every), "", body]).encode()


def uri_of(header: str) -> str:
    """Return the address inside a From, To or Contact header."""
    found = re.search(r"<([^>]*)>", header)
    return found[1] if found else header.split(";", maxsplit=1)[0].strip()


def tag_of(header: str) -> str:
    """Return the dialogue tag of a From or To header, or nothing."""
    found = re.search(r";\s*tag=([^;\s]+)", header)
    return found[1] if found else ""


def user_of(address: str) -> str:
    """Return the number or name before the @ of an address."""
    found = re.search(r"sips?:([^@;>]*)@", address)
    return found[1] if found else ""


def new_branch() -> str:
    """Return a mark no other request has."""
    return f"z9hG4bK{secrets.token_hex(8)}"


def authorization(challenge: str, user: str, *, secret: str, method: str, uri: str) -> str:
    """Return the answer to a digest challenge."""
    part = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge))
    known = _md5(f"{user}:{part['realm']}:{secret}")
    asked = _md5(f"{method}:{uri}")
    fields = {
        "username": user,
        "realm": part["realm"],
        "nonce": part["nonce"],
        "uri": uri,
    }
    if "opaque" in part:
        fields["opaque"] = part["opaque"]
    quality = ""
    if "qop" in part:
        once = secrets.token_hex(4)
        fields["cnonce"] = once
        fields["response"] = _md5(f"{known}:{part['nonce']}:00000001:{once}:auth:{asked}")
        quality = ", qop=auth, nc=00000001"
    else:
        fields["response"] = _md5(f"{known}:{part['nonce']}:{asked}")
    quoted = ", ".join(f'{name}="{value}"' for name, value in fields.items())
    return f"Digest {quoted}, algorithm=MD5{quality}"


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
