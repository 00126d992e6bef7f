"""What a desk may ask of the exchange."""

from typing import ClassVar

from dispatch_server.contract.access import Right
from dispatch_server.contract.commands.command import Command
from dispatch_server.contract.ids import CallId


class AnswerCall(Command):
    """Answer the call with the phone of the asking desk."""

    PATH: ClassVar[str] = "/calls/answer"
    RIGHT: ClassVar[Right] = Right.ANSWER_CALLS

    call_id: CallId


class HangUpCall(Command):
    """End the call at the phone of the asking desk."""

    PATH: ClassVar[str] = "/calls/hang-up"
    RIGHT: ClassVar[Right] = Right.ANSWER_CALLS

    call_id: CallId
