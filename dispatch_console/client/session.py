"""Who acts at this desk: the token in memory, the rights it carries, and that it has ended."""

from collections.abc import Iterable

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtNetwork import QNetworkRequest

from dispatch_server.contract.access import Right, rights_of
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.commands import Command
from dispatch_server.contract.sign_in import SignInAnswer
from dispatch_server.contract.states import Role

SIGNED_OUT_CODE = "signed-out"
DEVICE = "device"
"""In whose name a receiver's commands wait, which acts by its own key."""
NOT_ALLOWED = CommandAnswer(
    outcome=CommandOutcome.REFUSED,
    code="not-allowed",
    sentence="你的岗位没有这项权限；需要时请班长办理",
)


class Session(QObject):
    """A person's sign-in, or a device's key, which has no end that a desk could mend.

    `began` says that somebody acts from now on, `ended(sentence)` that a person has to sign in
    again. The token is never written down.
    """

    began = pyqtSignal()
    ended = pyqtSignal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._token = ""
        self._is_device = False
        self.rights: frozenset[Right] = frozenset()
        self.person: SignInAnswer | None = None

    @property
    def is_open(self) -> bool:
        """Whether anything may be asked of the server."""
        return bool(self._token)

    @property
    def owner(self) -> str:
        """In whose name commands go out: a person's id, `device`, or nothing for nobody."""
        if self.person is not None:
            return self.person.person_id
        return DEVICE if self._is_device else ""

    @property
    def owner_name(self) -> str:
        """The name of whoever sits here."""
        return self.person.name if self.person is not None else ""

    def take(self, answer: SignInAnswer) -> None:
        """Begin to act for a person."""
        self._token, self.person = answer.token, answer
        self.rights = rights_of(answer.roles)
        self.began.emit()

    def take_key(self, key: str, roles: Iterable[Role] = (Role.STATION,)) -> None:
        """Begin to act as a device."""
        self._token, self._is_device = key.strip(), True
        self.rights = rights_of(roles)
        self.began.emit()

    def end(self, sentence: str) -> None:
        """Forget a person's token; said once. A device keeps its key and goes on trying."""
        if self._is_device or not self._token:
            return
        self._token, self.person, self.rights = "", None, frozenset()
        self.ended.emit(sentence)

    def sign(self, request: QNetworkRequest) -> None:
        """Put the token on a request, in its header and nowhere else."""
        if self._token:
            request.setRawHeader(b"Authorization", b"Bearer " + self._token.encode())

    def may(self, command: type[Command]) -> bool:
        """Say whether a command would be heard from here, by the server's own table."""
        return command.RIGHT in self.rights
