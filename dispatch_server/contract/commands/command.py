"""What every command has in common."""

from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from dispatch_server.contract.ids import CommandId


class Command(BaseModel):
    """Carries an id made by its sender: the same command sent twice is done once.

    `PATH` is where it is posted; `device_at` the sender's own clock, kept beside the server's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    PATH: ClassVar[str]

    command_id: CommandId
    device_at: datetime | None = None
