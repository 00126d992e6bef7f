"""Which turns are forbidden: from OpenStreetMap's restriction relations to rows of edges."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import numpy as np

from gis_data.importers.osm.harvest import FoundTurn
from gis_data.importers.osm.tags import Tags
from gis_data.importers.refusals import Refusals
from gis_data.stored_positions import IntArray

Member = tuple[str, int, str]
"""Type, number and role."""

_KEYS: Final = ("restriction:motorcar", "restriction:motor_vehicle", "restriction")
_KNOWN: Final = frozenset(
    {
        *("no_left_turn", "no_right_turn", "no_straight_on", "no_u_turn", "no_entry", "no_exit"),
        *("only_left_turn", "only_right_turn", "only_straight_on", "only_u_turn"),
    }
)


def found_turn(relation_id: int, tags: Tags, members: Sequence[Member]) -> FoundTurn | str:
    """Return a restriction, or why it cannot be used; nothing for one that is not for us."""
    rule = next((tags[key] for key in _KEYS if key in tags), "")
    if not rule or "emergency" in tags.get("except", "").split(";"):
        return ""
    if rule not in _KNOWN:
        return f"不认识的限制 {rule[:40]}"
    ways = {
        role: tuple(ref for kind, ref, own in members if kind == "w" and own == role)
        for role in ("from", "to", "via")
    }
    nodes = [ref for kind, ref, role in members if kind == "n" and role == "via"]
    if ways["via"]:
        return "经过路段的转向限制不支持"
    if len(nodes) != 1 or not ways["from"] or not ways["to"]:
        return "转向限制缺少成员"
    return FoundTurn(relation_id, ways["from"], nodes[0], ways["to"], rule.startswith("only_"))


class TurnTable:
    """Turns restrictions over ways and nodes into rows of edge, node, edge."""

    def __init__(self, way_of_edge: IntArray, tails: IntArray, heads: IntArray) -> None:
        self._way = way_of_edge.tolist()
        self._at: dict[int, list[int]] = defaultdict(list)
        for edge, (tail, head) in enumerate(zip(tails.tolist(), heads.tolist(), strict=True)):
            self._at[tail].append(edge)
            if head != tail:
                self._at[head].append(edge)

    def rows(
        self, turns: Sequence[FoundTurn], node_of: dict[int, int], refusals: Refusals
    ) -> IntArray:
        """Return the forbidden turns, each once, in order."""
        found: set[tuple[int, int, int]] = set()
        for turn in turns:
            node = node_of.get(turn.via_node)
            rows = [] if node is None else list(self._bans(turn, node))
            if not rows:
                refusals.add("restriction", f"r{turn.relation_id}", "转向限制的路段不在路网中")
            found.update(rows)
        return np.array(sorted(found), dtype=np.int64).reshape(-1, 3)

    def _bans(self, turn: FoundTurn, node: int) -> list[tuple[int, int, int]]:
        here = self._at.get(node, [])
        arriving = [edge for edge in here if self._way[edge] in turn.from_ways]
        leaving = [edge for edge in here if self._way[edge] in turn.to_ways]
        if not arriving or not leaving:
            return []
        if turn.only:
            leaving = [edge for edge in here if edge not in leaving]
        return [
            (first, node, last)
            for first in arriving
            for last in leaving
            if first != last or turn.only or turn.from_ways == turn.to_ways
        ]
