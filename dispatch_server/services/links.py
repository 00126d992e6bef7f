"""The ways to the neighbours, at the moment when nobody has looked yet."""

import logging
from uuid import uuid4

from dispatch_server.contract.events.resources import LinkChanged
from dispatch_server.contract.ids import CommandId
from dispatch_server.contract.states import LinkState
from dispatch_server.ports.storage import Store, StoreUnavailable
from dispatch_server.services.actors import SYSTEM

log = logging.getLogger(__name__)


class LinkService:
    """Keeps the lights honest over a restart."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def forget(self) -> None:
        """Journal that nothing is known of any link: what was seen last may have changed since."""
        known = [
            link for link in self._store.board.links.values() if link.state is not LinkState.UNKNOWN
        ]
        if not known:
            return
        try:
            async with self._store.begin(CommandId(f"start:{uuid4().hex}"), by=SYSTEM) as tx:
                tx.record(
                    *(LinkChanged(link_id=link.id, state=LinkState.UNKNOWN) for link in known)
                )
        except StoreUnavailable:
            log.warning("the lights show what was seen before the start")
