"""The invented words from which a demonstration city is named; `invented_names` has more."""

from typing import Final

from gis_data.importers.invented_names import STREET_WORDS

DISTRICTS: Final = (
    *("江左区", "江右区", "云台区", "锦程区", "听涛区", "白鹭区"),
    *("青禾区", "飞虹区", "揽月区", "芦花区", "鹤翔区"),
)
RINGS: Final = ("内环路", "二环路", "三环路", "四环快速路", "五环快速路")
BANKS: Final = ("沿江大道", "滨江大道", "临江大道", "观潮路", "清河左岸路", "清河右岸路", "望潮路")
RIVERS: Final = ("示范江", "清河")
CITY: Final = "示范市"
ORDINALS: Final = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
SIDES: Final = ("东", "西", "南", "北", "中")
LANES: Final = ("巷", "街", "里", "横路", "支路")

_FIRST: Final = "文明永长安康宁福泰和顺兴盛德仁义礼智信嘉瑞祥云星月晨曦春秋清碧翠青锦绣金玉宝华光耀"
_SECOND: Final = "源泽川溪泉湾浦渡桥坪原野林苑园庭台阁亭楼堂轩辉昌隆茂荣达远航程景悦怡乐平"

WORDS: Final = tuple(
    dict.fromkeys(
        (
            *STREET_WORDS,
            *(
                first + second
                for part in range(len(_SECOND))
                for place, first in enumerate(_FIRST)
                if first != (second := _SECOND[(place * 7 + part) % len(_SECOND)])
            ),
        )
    )
)
"""Two characters each, no two the same; the nicest first."""

SUBURB: Final = "街道"
VILLAGE: Final = "村"

HOMES: Final = ("花园", "小区", "新村", "家园", "雅苑", "公寓", "名邸", "嘉园")
HIGH_HOMES: Final = ("国际公寓", "华庭", "新城", "公馆", "尚品苑", "天境", "城市花园")
VILLAS: Final = ("山庄", "别墅", "半岛花园")
OFFICES: Final = ("广场", "大厦", "商贸中心", "百货", "宾馆", "写字楼", "菜市场", "超市")
WORKS: Final = ("工业园", "机械厂", "物流园", "电子厂", "仓储中心", "食品厂")
SCHOOLS: Final = ("小学", "中学", "实验小学", "第二中学", "幼儿园", "职业学校")
CAMPUSES: Final = ("大学", "理工学院", "职业学院", "师范学院")
OLD_QUARTERS: Final = ("里", "坊", "社区", "街坊")
PARKS: Final = ("公园", "园", "湿地公园", "体育公园")
HOSPITAL_KINDS: Final = (
    *("第一医院", "第二医院", "中心医院", "妇幼医院", "传染病医院"),
    *("中医院", "骨科医院", "儿童医院", "人民医院", "康复医院"),
)
