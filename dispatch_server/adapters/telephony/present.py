"""What the exchange holds now, read from its answers to being asked. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dispatch_server.adapters.telephony.protocol import AmiMessage
from dispatch_server.adapters.telephony.translate import ani_of, phone_of
from dispatch_server.ports.telephony import CallRef, ExchangeSnapshot, LiveCall

RECORDING_VARIABLE: Final = "RECORDING_FILE"
DIALLED_VARIABLE: Final = "DIALLED"
VARIABLES: Final = f"{RECORDING_VARIABLE},{DIALLED_VARIABLE}"

_UNSET: Final = ("", "(null)")
_UNREACHABLE: Final = ("Unavailable", "Invalid", "Unknown")


@dataclass(frozen=True, slots=True)
class Leg:
    """A phone's part of a call: the exchange's name for it, and whether it rings or talks.

    A phone that has just picked up talks, also in the moment before the two lines are joined.
    """

    phone: str
    channel: str
    ringing: bool
    talking: bool


def snapshot_of(
    status: Sequence[AmiMessage], endpoints: Iterable[AmiMessage], *, trunk: str
) -> ExchangeSnapshot:
    """Return the calls and the phones, from the answers to Status and PJSIPShowEndpoints."""
    calls = tuple(
        _live(row, status)
        for row in status
        if row.get("Event") == "Status" and _is_callers(row, trunk)
    )
    phones = {
        row["ObjectName"]: row["DeviceState"] not in _UNREACHABLE
        for row in endpoints
        if row.get("Event") == "EndpointList" and row["ObjectName"].isdecimal()
    }
    return ExchangeSnapshot(calls=calls, phones=phones)


def legs_of(status: Iterable[AmiMessage], call: CallRef) -> tuple[Leg, ...]:
    """Return the phones' parts of a call, from the answer to Status.

    The one that is joined to the caller comes first: two phones may pick up in one moment.
    """
    rows = [
        (phone, row)
        for row in status
        if (phone := phone_of(row.get("Channel", ""))) is not None and row["Linkedid"] == call
    ]
    rows.sort(key=lambda found: found[1]["BridgeID"] == "")
    return tuple(_leg(phone, row) for phone, row in rows)


def is_live(status: Iterable[AmiMessage], call: CallRef) -> bool:
    """Tell whether the caller's line of a call is still there, from the answer to Status."""
    return any(row.get("Uniqueid") == call for row in status)


def _leg(phone: str, row: AmiMessage) -> Leg:
    state = row["ChannelStateDesc"]
    return Leg(phone, row["Channel"], ringing=state == "Ringing", talking=state == "Up")


def _live(row: AmiMessage, status: Sequence[AmiMessage]) -> LiveCall:
    call = CallRef(row["Uniqueid"])
    legs = legs_of(status, call)
    variables = _variables(row)
    return LiveCall(
        call=call,
        ani=ani_of(row["CallerIDNum"]),
        dialled=variables.get(DIALLED_VARIABLE) or row["DNID"],
        ringing=tuple(leg.phone for leg in legs if leg.ringing),
        answered_by=next((leg.phone for leg in legs if leg.talking), None),
        recording=variables.get(RECORDING_VARIABLE),
    )


def _variables(row: AmiMessage) -> Mapping[str, str]:
    """Return the variables of a channel that are set."""
    pairs = (line.partition("=") for line in row.get("Variable", "").split("\n"))
    return {name: value for name, _, value in pairs if value not in _UNSET}


def _is_callers(row: AmiMessage, trunk: str) -> bool:
    return row["Uniqueid"] == row["Linkedid"] and row["Channel"].startswith(f"PJSIP/{trunk}-")
