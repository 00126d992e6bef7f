"""A light about this server's own machine, which other servers on the same journal leave alone."""

from uuid import uuid4

from dispatch_server.contract.events.resources import LinkChanged
from dispatch_server.contract.ids import CommandId, LinkId
from dispatch_server.contract.states import LinkState
from dispatch_server.ports.storage import Store
from dispatch_server.services.actors import SYSTEM


class OwnLight:
    """Journals the light when it changes; nothing while all was always well.

    Trouble that another server told of is not put out from here: its machine is not this one.
    """

    def __init__(self, store: Store, link_id: LinkId) -> None:
        self._store = store
        self._link_id = link_id
        self._is_own = False

    async def show(self, state: LinkState, cause: str) -> bool:
        """Journal what is seen now; return whether that is news. Raises `StoreUnavailable`."""
        held = self._store.board.links.get(self._link_id)
        is_lit = held is not None and held.state in {LinkState.DOWN, LinkState.SLOW}
        if state is LinkState.UP:
            is_news = held is not None and (
                held.state is LinkState.UNKNOWN or (is_lit and self._is_own)
            )
        else:
            is_news = not is_lit
        if is_news:
            async with self._store.begin(
                CommandId(f"{self._link_id}:{uuid4().hex}"), by=SYSTEM
            ) as tx:
                tx.record(LinkChanged(link_id=self._link_id, state=state, cause=cause))
            self._is_own = state is not LinkState.UP
        return is_news
