"""What every event has in common."""

from pydantic import BaseModel, ConfigDict


class Fact(BaseModel):
    """A thing that happened. Never changed once recorded, never given a new meaning."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
