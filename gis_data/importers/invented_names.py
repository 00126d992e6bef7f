"""Invented words from which the demonstration city's streets, places and people are named."""

from typing import Final

_STREETS: Final = """
望星 晨风 云帆 启明 和畅 清河 青禾 丰登 远帆 锦程 沐阳 听涛 揽月 逐光
芳草 银杏 紫藤 白鹭 翠微 长歌 金穗 飞虹 安澜 嘉禾 映雪 流萤 松涛 竹影
梅岭 菊香 石榴 枇杷 丹枫 碧波 朝霞 暮云 星河 新荷 瑞雪 祥云 如意 平川
广源 致远 博文 立新 求索 勤学 笃行 思齐 尚德 修远 东篱 南浦 西窗 北斗
中和 上善 左岸 前程 后溪 内湾 高岗 低塘 大榆 小榕 老槐 新杨 古柏 一苇
二泉 四季 五谷 七星 八桂 九曲 千帆 万象 亿和 兆丰 京韵 津渡 燕归 齐云
楚歌 吴韵 秦风 汉韵 蜀锦 桂香 雪松 冰河 霜叶 露珠 雾凇 雨荷 虹霓 霞光
电波 雷鸣 春晖 夏荫 秋实 冬青 甲秀 丁香 辛夷 子衿 鹿鸣 鹤翔 燕飞 莺啼
雁栖 鸿图 鹏程 凤栖 龙吟 麦浪 稻香 荷塘 菱角 莲子 芦花 柳堤 李树 杏林
"""

STREET_WORDS: Final = tuple(_STREETS.split())
"""Given to streets in this order, the longest street first."""

_PLACES: Final = """
晨曦 望江 云杉 春风 金桂 玉兰 明月 朗园 悦湖 天际 和美 康宁 长乐 百合
彩虹 海棠 枫林 竹韵 书香 星辰 蓝湾 绿洲 丽景 御风 逸居 乐府 同心 幸运
万和 千禧 五福 六合 八方 圆梦 向阳 迎春 立夏 小满 白露
"""

PLACE_WORDS: Final = tuple(_PLACES.split())
"""Joined with a kind of place to name it."""

PLACE_KINDS: Final = (
    *("花园", "小区", "公寓", "新村", "雅苑", "家园"),
    *("小学", "中学", "幼儿园", "广场", "大厦", "超市"),
    *("菜市场", "宾馆", "公园", "社区卫生服务站", "敬老院", "图书馆"),
)
DWELLING_KINDS: Final = frozenset(PLACE_KINDS[:6])
"""Places in which people live, with buildings, entrances and doors."""

SURNAMES: Final = tuple("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜")
GIVEN_NAMES: Final = tuple("安宁兰明华芳强敏静磊军洋勇艳杰娟涛超霞平刚桂英玉梅")
"""People are called surname, 示 or 范, and one of these, which nobody is."""
