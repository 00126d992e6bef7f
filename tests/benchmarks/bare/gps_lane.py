"""A bare paho loop behind the same broker at the same QoS: it counts what it hears."""

import json
import sys
import time

from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.properties import Properties

from dispatch_server.contract.positions import ROOT


def main() -> int:
    """Hear `fixes` messages and print the rate of them."""
    given = json.loads(sys.argv[1])
    heard: list[float] = []

    def arrived(*_: object) -> None:
        heard.append(time.monotonic())

    def connected(
        client: mqtt.Client, _: object, __: object, ___: object, ____: Properties | None
    ) -> None:
        client.subscribe(f"{ROOT}/+/position", qos=1)
        print("ready", flush=True)

    client = mqtt.Client(CallbackAPIVersion.VERSION2, "bare", protocol=MQTTProtocolVersion.MQTTv5)
    client.max_inflight_messages_set(1_000)
    client.username_pw_set(given["user"], given["password"])
    client.on_message, client.on_connect = arrived, connected
    client.connect("127.0.0.1", given["port"])
    end = time.monotonic() + given["within_s"]
    while len(heard) < given["fixes"] and time.monotonic() < end:
        client.loop(0.1)
    took = heard[-1] - heard[0]
    print(json.dumps({"rate": round(len(heard) / took, 1)}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
