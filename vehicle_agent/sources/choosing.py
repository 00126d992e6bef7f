"""Which source the settings ask for; only that one's libraries are loaded."""

from pathlib import Path

from vehicle_agent.clock import DeviceClock
from vehicle_agent.settings import SettingsFault, SourceSettings
from vehicle_agent.sources.source import Source


def source_of(settings: SourceSettings, clock: DeviceClock) -> Source:
    """Return the source. Raises `SettingsFault` where a library for it is missing."""
    try:
        return _made(settings, clock)
    except ImportError as fault:
        raise SettingsFault(
            f"source.kind: {settings.kind} needs the library {fault.name}; install"
            " dispatch120[vehicle], for a simulated drive dispatch120[vehicle,gis]"
        ) from None


def _made(settings: SourceSettings, clock: DeviceClock) -> Source:
    if settings.kind == "track":
        from vehicle_agent.sources.track import ReplayedTrack

        return ReplayedTrack(
            settings.file or Path(), clock, speed=settings.faster, repeat=settings.repeat
        )
    if settings.kind == "simulated":
        from vehicle_agent.sources.simulated import SimulatedDrive

        return SimulatedDrive(settings.city or Path(), clock, seed=settings.seed)
    return _receiver(settings, clock)


def _receiver(settings: SourceSettings, clock: DeviceClock) -> Source:
    from vehicle_agent.sources import receivers
    from vehicle_agent.sources.nmea import NmeaReader

    if settings.kind == "gpsd":
        return receivers.gpsd(settings.host, settings.port, clock)
    if settings.kind == "tcp":
        return receivers.nmea_over_tcp(settings.host, settings.port, clock)
    read = NmeaReader(clock).read
    if settings.kind == "udp":
        return receivers.DatagramReceiver(settings.host, settings.port, read)
    return receivers.SerialReceiver(settings.device, settings.baud, read)
