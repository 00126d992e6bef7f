"""Signing in at a seat: what a desk sends, what it hears, and what it may ask before that."""

from datetime import datetime
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from dispatch_server.contract.answers import Answer, CommandAnswer
from dispatch_server.contract.ids import PersonId, SeatId, StationId
from dispatch_server.contract.states import LinkState, Role

SIGN_IN_PATH: Final = "/sign-in"
SIGN_OUT_PATH: Final = "/sign-out"
DESK_PATH: Final = "/desk"
LONGEST_PASSWORD: Final = 200
LONGEST_NUMBER: Final = 40


class SignIn(BaseModel):
    """A staff number and a password, typed at a seat."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    seat_id: SeatId
    number: Annotated[str, Field(min_length=1, max_length=LONGEST_NUMBER)]
    password: Annotated[str, Field(min_length=1, max_length=LONGEST_PASSWORD, repr=False)]


class SignInAnswer(Answer):
    """The token of a sign-in; `roles` are those that count at this seat."""

    token: str = Field(repr=False)
    person_id: PersonId
    name: str
    roles: tuple[Role, ...]
    station_id: StationId | None
    expires_at: datetime


class SignInRefusal(CommandAnswer):
    """Why nobody was signed in; after `wait_s` seconds another try is heard."""

    wait_s: float = 0


class DeskAnswer(Answer):
    """What a desk may know before anybody signs in: what it is called and how its phone is."""

    protocol: int
    seat_name: str
    phone: str
    exchange: LinkState
    phone_reachable: bool | None
