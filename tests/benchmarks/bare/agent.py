"""A bare paho loop that publishes one position a second, without an outbox."""

import sys
import threading
from typing import Final

from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

BARE: Final = "v-bare"
MESSAGE: Final = (
    b'{"n":1,"boot":"6f1c9a52","t":1795330800123,"lon":114.305214,"lat":30.592871,"spd":12.4,'
    b'"hdg":87.0,"acc":4.5,"src":"gps","off":-230}'
)


def main(port: int, key: str) -> None:
    """Publish until somebody ends it."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, "bare", protocol=MQTTProtocolVersion.MQTTv5)
    client.username_pw_set(BARE, key)
    client.connect("127.0.0.1", port, 30)
    client.loop_start()
    pause = threading.Event()
    while not pause.wait(1.0):
        client.publish(f"d120/v1/vehicle/{BARE}/position", MESSAGE, qos=1, retain=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
