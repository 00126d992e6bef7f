"""What each seat that does not see the whole board gets of every commit."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from dispatch_server.contract.answers import Changes, ShownRow
from dispatch_server.contract.board import DRAWERS, Board
from dispatch_server.contract.events import Recorded
from dispatch_server.contract.folding.touched import Touched
from dispatch_server.contract.sight import Sight, as_seen, concerned, narrowed
from dispatch_server.ports.storage import Store


@dataclass(slots=True)
class Group:
    """The seats that see the same; `seen` names everything they have in sight now."""

    seen: set[Touched]
    readers: int = 0


class Sights:
    """Follows the commits on a board of its own, row by row, while anybody needs it.

    What a row means to a seat depends on the board as it stands after that very row; the store's
    board is already at the end of the commit.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._board: Board | None = None
        self._groups: dict[Sight, Group] = {}

    @contextmanager
    def watching(self, sight: Sight) -> Iterator[None]:
        """Keep a seat's sight followed for as long as it listens."""
        if self._board is None:
            self._board = self._store.board.copy()
        group = self._groups.get(sight)
        if group is None:
            group = self._groups[sight] = Group(_names(narrowed(self._board, sight)))
        group.readers += 1
        try:
            yield
        finally:
            group.readers -= 1
            if not group.readers:
                del self._groups[sight]
            if not self._groups:
                self._board = None

    def told(self, rows: Sequence[Recorded]) -> Mapping[Sight, str]:
        """Take a commit in; return for each sight that is watched what its seats are sent."""
        if self._board is None:
            return {}
        shown: dict[Sight, list[ShownRow]] = {sight: [] for sight in self._groups}
        for recorded in rows:
            touched = concerned(self._board, self._board.apply(recorded))
            bare = ShownRow(seq=recorded.seq, hash=recorded.hash)
            for sight, group in self._groups.items():
                here, gone = _change(self._board, touched, sight, group)
                body = {"here": here, "gone": gone}
                seen = here is not None or gone
                shown[sight].append(bare.model_copy(update=body) if seen else bare)
        return _texts(shown)


def _change(
    board: Board, touched: Sequence[Touched], sight: Sight, group: Group
) -> tuple[Board | None, tuple[Touched, ...]]:
    """Return what a row brings into sight, None for nothing, and what it takes out of it."""
    here, gone = Board(), []
    for thing in touched:
        seen = as_seen(board, thing, sight)
        if seen is not None:
            getattr(here, thing.kind)[thing.id] = seen
            group.seen.add(thing)
        elif thing in group.seen:
            gone.append(thing)
            group.seen.discard(thing)
    return here if any(getattr(here, kind) for kind in DRAWERS) else None, tuple(gone)


def _texts(shown: Mapping[Sight, Sequence[ShownRow]]) -> Mapping[Sight, str]:
    """Return the rows as texts; those without any body are the same for all and made once."""
    bare = ""
    texts = {}
    for sight, rows in shown.items():
        if any(row.here is not None or row.gone for row in rows):
            texts[sight] = Changes(rows=tuple(rows)).model_dump_json()
        else:
            bare = bare or Changes(rows=tuple(rows)).model_dump_json()
            texts[sight] = bare
    return texts


def _names(board: Board) -> set[Touched]:
    return {Touched(kind, thing_id) for kind in DRAWERS for thing_id in getattr(board, kind)}
