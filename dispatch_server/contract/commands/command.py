"""What every command has in common."""

from typing import Annotated, ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from dispatch_server.contract.access import Right
from dispatch_server.contract.ids import CommandId

LONGEST_ID = 200


class Command(BaseModel):
    """Carries an id made by its sender: the same command sent twice is done once.

    `PATH` is where it is posted, `RIGHT` what its sender must hold; `device_at` the sender's own
    clock, kept beside the server's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    PATH: ClassVar[str]
    RIGHT: ClassVar[Right]

    command_id: Annotated[CommandId, Field(min_length=1, max_length=LONGEST_ID)]
    device_at: AwareDatetime | None = None
