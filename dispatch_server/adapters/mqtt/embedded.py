"""A small broker inside the server, on loopback alone, for a room where none is configured."""

import logging
from dataclasses import dataclass
from typing import Final

from amqtt.broker import Broker
from amqtt.errors import AMQTTError, BrokerError

log = logging.getLogger(__name__)

LOOPBACK: Final = "127.0.0.1"
PLUGINS: Final[dict[str, dict[str, bool]]] = {
    "amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}
}
"""Whoever reaches loopback is on this machine."""


@dataclass(slots=True)
class EmbeddedBroker:
    """Runs amqtt in the server's loop: MQTT 3.1.1, nothing kept over a restart, no keys asked."""

    port: int
    _broker: Broker | None = None

    async def start(self) -> bool:
        """Listen; return False where the port is taken: the server then works without vehicles."""
        logging.getLogger("amqtt").setLevel(logging.ERROR)
        logging.getLogger("transitions").setLevel(logging.ERROR)
        broker = Broker(
            {
                "listeners": {"default": {"type": "tcp", "bind": f"{LOOPBACK}:{self.port}"}},
                "plugins": PLUGINS,
            }
        )
        try:
            await broker.start()
        except (AMQTTError, BrokerError, OSError) as fault:
            log.error("the embedded broker cannot listen on port %s: %s", self.port, fault)  # noqa: TRY400
            return False
        self._broker = broker
        log.warning("no broker is configured: one is embedded, on loopback port %s", self.port)
        return True

    async def stop(self) -> None:
        """Listen no more."""
        broker, self._broker = self._broker, None
        if broker is not None:
            await broker.shutdown()
