"""Facts the journal records and every seat receives."""

from dispatch_server.contract.events.envelope import Actor, ActorKind, Event, Recorded

__all__ = ["Actor", "ActorKind", "Event", "Recorded"]
