"""A million invented addresses: streets with house numbers, landmarks on them, and near-twins.

Names are made as Chinese cities make them. Most stems name one street; some name a family
(建安路, 建安大道, 建安一路 … 建安东路), one street in seven passes through several districts, and
landmarks of one brand stand in several places (一期, 二期, 花园, 家园). So near-twins are common.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from gis_data.place_record import PlaceKind, PlaceRecord

CITY: Final = "示范市"
ADDRESSES: Final = 1_000_000
LANDMARKS: Final = 60_000
SEED: Final = 4_120
_DISTRICTS: Final = (
    *("江左区", "江右区", "云台区", "青禾区", "望湖区", "平山区", "临港区"),
    *("安澜区", "石桥区", "古城区", "东湖高新区", "沙洲县", "麦城县"),
)
_FIRST: Final = (
    "建解人中和友胜新青文工光长民复关鲁徐冶园汉龙江南黄台香发常后兴沿临紫首石虎楚白金"
    "银玉春夏秋云风雨山海湖松竹梅兰桂柳荷枫鹤凤麒宝珠锦绣彩虹红丹朱碧翠墨素静清澄明朗"
    "高平远宏伟大小东西北正永恒久万千百双三五七九太少老古今"
)
_SECOND: Final = (
    "设放民山平谊利华年化农明江族兴林磨东金阳浦北港展青湖业口宁义牌泉雄沙安康泰盛德信"
    "达远庆祥瑞福禄寿喜乐和睦仁礼智勇诚正直善良美丽秀英杰豪强健壮坚定程途道门关塘溪涧"
    "谷峰峦岩矿厂场营屯堡寨庄村坊市集社学院书文墨诗词歌赋琴棋画"
)
_THIRD: Final = ("", "", "", "", "", "", "桥", "岭", "洲", "湾", "山", "店")
_ENDINGS: Final = ("路", "路", "路", "路", "大道", "街", "巷", "里")
_FAMILY: Final = (
    *("路", "大道", "街", "一路", "二路", "三路", "四路", "东路", "西路", "南路", "北路"),
    *("中路", "横街", "正街", "支路", "巷"),
)
_FAMILY_SHARE: Final = 0.3
_SPREAD_SHARE: Final = 0.15
_BRANDS: Final = "阳光 锦绣 金色 绿色 翠微 望江 滨湖 世纪 国际 东方 南国 北苑 紫荆 丹桂 玉兰 百步"
_BRAND_SECOND: Final = "春天 港湾 名都 华庭 天下 兰亭 水岸 星城 御景 丽都 芳邻 里程 时代 花城"
_KINDS: Final = (
    *("花园", "家园", "花苑", "小区", "公寓", "新村", "广场", "大厦", "小学", "中学", "幼儿园"),
    *("菜市场", "酒店", "超市", "公园", "停车场", "派出所", "卫生服务中心", "人民医院", "敬老院"),
)
_PHASES: Final = ("", "", "", "", "一期", "二期", "三期", "东区", "西区")


@dataclass(frozen=True, slots=True)
class InventedAddress:
    """An address in its parts; `number` is None for a landmark, whose street is in `where`."""

    district: str
    name: str
    number: int | None
    where: str = ""

    @property
    def spoken(self) -> str:
        """The name with its number, without the district."""
        return self.name if self.number is None else f"{self.name}{self.number}号"

    @property
    def text(self) -> str:
        """The whole address as it is shown."""
        return f"{self.district}{self.where}{self.spoken}"


def invented_addresses(total: int = ADDRESSES) -> list[InventedAddress]:
    """Return `total` different addresses, always the same ones; one in 16 is a landmark."""
    random = Random(SEED)  # noqa: S311 - the same names every time, not a secret
    landmarks = total * LANDMARKS // ADDRESSES
    streets = _streets(random, max(20, total // 180))
    houses = _houses(streets, random, total - landmarks)
    return houses + _landmarks(houses, random, landmarks)


def invented_records(addresses: Sequence[InventedAddress]) -> Iterator[PlaceRecord]:
    """Yield the addresses as records, spread evenly over half a degree."""
    random = Random(SEED)  # noqa: S311 - the same names every time, not a secret
    for district in _DISTRICTS:
        yield PlaceRecord(PlaceKind.DISTRICT, district, district, _point(random))
    for address in addresses:
        kind = PlaceKind.LANDMARK if address.number is None else PlaceKind.HOUSE
        yield PlaceRecord(kind, address.spoken, address.text, _point(random))


def _point(random: Random) -> tuple[float, float]:
    return round(114 + random.random() / 2, 6), round(30.4 + random.random() / 2, 6)


def _stems(random: Random) -> Iterator[str]:
    seen: set[str] = set()
    while True:
        stem = random.choice(_FIRST) + random.choice(_SECOND) + random.choice(_THIRD)
        if stem not in seen and stem[0] != stem[1]:
            seen.add(stem)
            yield stem


def _streets(random: Random, total: int) -> list[tuple[str, str]]:
    """Return pairs of district and street."""
    found: list[tuple[str, str]] = []
    for stem in _stems(random):
        size = random.randint(3, 8) if random.random() < _FAMILY_SHARE else 1
        endings = random.sample(_FAMILY, size) if size > 1 else [random.choice(_ENDINGS)]
        for ending in endings:
            parts = random.randint(2, 4) if random.random() < _SPREAD_SHARE else 1
            found += [(district, stem + ending) for district in random.sample(_DISTRICTS, parts)]
        if len(found) >= total:
            return found[:total]
    return found


def _houses(
    streets: Sequence[tuple[str, str]], random: Random, total: int
) -> list[InventedAddress]:
    """Give numbers from 1 on, some left out; long streets and short ones."""
    weights = [random.uniform(0.2, 1.8) for _ in streets]
    whole = sum(weights)
    found: list[InventedAddress] = []
    for (district, street), weight in zip(streets, weights, strict=True):
        count = max(1, round(total * weight / whole))
        numbers = random.sample(range(1, count * 5 // 4 + 2), count)
        found += [InventedAddress(district, street, number) for number in sorted(numbers)]
    while len(found) < total:
        district, street = streets[len(found) % len(streets)]
        found.append(InventedAddress(district, street, 2_000 + len(found) % 7_000))
    return found[:total]


def _landmarks(
    houses: Sequence[InventedAddress], random: Random, total: int
) -> list[InventedAddress]:
    brands = _BRANDS.split() + [a + b for a in _BRANDS.split() for b in _BRAND_SECOND.split()]
    brands += [a + b for a in _FIRST for b in _SECOND if a != b]
    seen: set[str] = set()
    found: list[InventedAddress] = []
    while len(found) < total:
        door = random.choice(houses)
        name = random.choice(brands) + random.choice(_KINDS) + random.choice(_PHASES)
        one = InventedAddress(door.district, name, None, f"{door.name}{door.number}号")
        if one.district + one.name not in seen:
            seen.add(one.district + one.name)
            found.append(one)
    return found
