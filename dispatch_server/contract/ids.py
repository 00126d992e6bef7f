"""Names of things, as distinct types so that one is never passed for another."""

from typing import NewType

CommandId = NewType("CommandId", str)
CallId = NewType("CallId", str)
RecordingId = NewType("RecordingId", str)
IncidentId = NewType("IncidentId", str)
AcceptanceId = NewType("AcceptanceId", str)
OrderId = NewType("OrderId", str)
PatientId = NewType("PatientId", str)
VehicleId = NewType("VehicleId", str)
StationId = NewType("StationId", str)
HospitalId = NewType("HospitalId", str)
SeatId = NewType("SeatId", str)
LinkId = NewType("LinkId", str)
PersonId = NewType("PersonId", str)
DeviceId = NewType("DeviceId", str)
MessageId = NewType("MessageId", str)
HandOverId = NewType("HandOverId", str)
ClosureId = NewType("ClosureId", str)


def vehicle_seat(vehicle_id: VehicleId) -> SeatId:
    """Return the name under which the journal knows what a vehicle's device does."""
    return SeatId(f"vehicle:{vehicle_id}")
