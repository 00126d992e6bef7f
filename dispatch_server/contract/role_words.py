"""The Chinese words of the roles, on screen and in refusals."""

from collections.abc import Mapping
from typing import Final

from dispatch_server.contract.states import Role

ROLE_WORDS: Final[Mapping[Role, str]] = {
    Role.DISPATCHER: "调度员",
    Role.SUPERVISOR: "班长",
    Role.STATION: "分站",
    Role.DIRECTOR: "主任",
    Role.MAINTAINER: "维护员",
}
