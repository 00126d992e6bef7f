"""Small OpenStreetMap files written for tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import osmium
from osmium.osm import mutable

Place = tuple[float, float]


@dataclass
class OsmFile:
    """Collects nodes, ways and relations; `write` puts them into a file in the usual order."""

    nodes: dict[int, tuple[Place, Mapping[str, str]]] = field(default_factory=dict)
    ways: list[tuple[int, Sequence[int], Mapping[str, str]]] = field(default_factory=list)
    relations: list[tuple[int, Sequence[tuple[str, int, str]], Mapping[str, str]]] = field(
        default_factory=list
    )

    def node(self, number: int, column: float, row: float, **tags: str) -> int:
        """Add a node on a grid of about 100 metres."""
        self.nodes[number] = ((114.3 + column / 1000, 30.6 + row / 1000), spelled(tags))
        return number

    def way(self, number: int, refs: Sequence[int], **tags: str) -> None:
        """Add a way; an underscore in a key stands for a colon after `name` and `addr`."""
        self.ways.append((number, refs, spelled(tags)))

    def relation(self, number: int, members: Sequence[tuple[str, int, str]], **tags: str) -> None:
        """Add a relation of members with type, number and role."""
        self.relations.append((number, members, spelled(tags)))

    def write(self, file: Path) -> Path:
        """Write everything and return the file."""
        with osmium.SimpleWriter(str(file), overwrite=True) as out:
            for number, (place, tags) in sorted(self.nodes.items()):
                out.add_node(mutable.Node(id=number, location=place, tags=dict(tags), version=1))
            for number, refs, tags in sorted(self.ways, key=lambda way: way[0]):
                out.add_way(mutable.Way(id=number, nodes=refs, tags=dict(tags), version=1))
            for number, members, tags in self.relations:
                out.add_relation(
                    mutable.Relation(id=number, members=members, tags=dict(tags), version=1)
                )
        return file


def spelled(tags: Mapping[str, str]) -> dict[str, str]:
    """Return tags as the map spells them: `name_zh` is `name:zh`, `addr_street` `addr:street`."""
    return {
        key.replace("_", ":", 1) if key.startswith(("name_", "addr_")) else key: value
        for key, value in tags.items()
    }


def crossing() -> OsmFile:
    """A crossing of two named streets; node 5 is its middle, each arm about 1.1 kilometres long."""
    osm = OsmFile()
    arms = {1: (-11, 0), 2: (11, 0), 3: (0, -11), 4: (0, 11), 5: (0, 0)}
    for number, (column, row) in arms.items():
        osm.node(number, column, row)
    osm.way(11, [1, 5], highway="primary", name="望星路")
    osm.way(12, [5, 2], highway="primary", name="望星路")
    osm.way(13, [3, 5], highway="secondary", name="晨风路")
    osm.way(14, [5, 4], highway="secondary", name="晨风路")
    return osm
