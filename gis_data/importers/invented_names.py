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
