"""Where the exchange is and how patient the server is with it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class AmiSettings:
    """How to reach the exchange's manager interface.

    `backoff_s` is the first and the longest pause before connecting again. A peer from whom
    nothing was heard for `silent_s`, although it is asked every `ping_s`, counts as gone.
    """

    host: str
    port: int
    user: str
    secret: str = field(repr=False)
    action_timeout_s: float = 2.0
    ping_s: float = 3.0
    silent_s: float = 8.0
    backoff_s: tuple[float, float] = (0.5, 15.0)
    trunk: str = "trunk"
    queue: str = "120"
