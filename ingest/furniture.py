"""The words of page furniture: labels, navigation, footers.

All patterns are matched against the folded view of a text (:func:`ingest.folding.fold`).
"""

from __future__ import annotations

import re


def _words(block: str) -> list[str]:
    return block.split()


_LABELS = _words("""
索引号 索引码 信息索引号 信息索引 所属机构 发布机构 发布单位 发布部门 发布机关 发文机关 发文单位 发文机构 制发机关 制发机构 制发单位 公开机构 公开类别
公开责任部门 公开主体 公开方式 公开形式 公开类型 公开属性 公开时限 公开范围 公开程序 公开期限 公开日期 公开时间
发文日期 发布日期 发布时间 成文日期 成文时间 生成日期 生成时间 印发日期 生效日期 实施日期 失效日期 失效时间 废止日期
更新日期 更新时间 创建时间 发表时间 录入时间 日期 时间 有效期 有效性 信息有效性 时效性 效力状态 文件状态 信息状态 文号 发文字号 文件编号 文件号 统一编号
组配分类 主题分类 体裁分类 信息分类 服务对象分类 所属分类 分类 主题 体裁 主题词 关键词 关键字 信息名称 文件名称 名称 标题 内容概述
信息类别 信息来源 文章来源 稿件来源 新闻来源 来源 稿源 出处 作者 撰稿 供稿 通讯员 记者 发布人 发布者 录入 录入人
""")
_COUNTERS = _words(
    "点击次数 点击数 点击量 点击率 点击 浏览次数 浏览量 浏览数 浏览 阅读次数 阅读量 阅读数 阅读 访问次数 访问量 人气 次数"
)


def _spaced(words: list[str]) -> str:
    """An alternation, longest first, in which blanks may stand between the characters."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join("[ ]*".join(map(re.escape, word)) for word in ordered)


_DAY = r"(?:19|20)\d\d(?:[.\-/]\d{1,2}[.\-/]\d{1,2}|年\d{1,2}月\d{1,2}日)"

LABEL = re.compile(
    rf"[\[【(•·●◆■]?[ ]*(?P<label>{_spaced(_LABELS + _COUNTERS)})[ ]*(?:[\]】)]?[ ]*:|[ ]*\|)[ |]*"
)
"""A label with its colon or cell border."""

COUNTER = re.compile(rf"(?:{_spaced(_COUNTERS)})$")
"""A label whose value counts readers, which says nothing of the report."""

LONE_LABEL = re.compile(rf"[•·●◆■]?[ ]*(?P<label>{_spaced(_LABELS + _COUNTERS)})[ ]*:?$")
"""A line that is a label only; its value stands on the next."""

BREADCRUMB = re.compile(
    r"(?:(?:您|你)?(?:现在|当前|目前)?(?:所在|的)*(?:当前)?位置(?:是)?[ ]*[::]?|首[ ]*页[ ]*[>»›→/|-]"
    r"|首[ ]*页(?:[ ]+[^\s。,:]{2,10}){1,8}$|[^\n。,:>»›→]{2,16}(?:[ ]*[>»›→][ ]*[^\n。,:>»›→]{2,16}){2,}$)"
)
"""What a line that shows the way to the page begins with."""

CRUMB_ARROW = re.compile(r"[>»›→ ]+$")
"""A line that holds only the arrow between two steps."""

BYLINE = re.compile(
    r"[^\n。,]{1,24}[ ]+(?P<date>(?:19|20)\d\d-\d{1,2}-\d{1,2})[ ]+\d{1,2}:\d\d(?::\d\d)?(?:[ ]+[\u4e00-\u9fff]{2,6})?$"
    r"|点击(?:上方|下方|↑).{0,12}关注(?:我们)?.{0,3}$|(?:原创|转载)[ ]*\S{0,12}$"
)
"""Who published an article on a social platform, when and from which province."""
CLOCK = re.compile(r"今天是|.{0,20}(?:19|20)\d\d年\d{1,2}月\d{1,2}日[ ]*星期[一二三四五六日天]")
"""The day on which the page was looked at."""

_ACTIONS = (
    r"返回(?:上一级|上一页|上级|列表|首页|顶部|目录)?|回到顶部|首页|(?:我要)?打印(?:本页|页面|此页|文章|本文)?|关闭(?:窗口|本页|页面|此页)?"
    r"|字[ ]*[号体](?:大小)?|视力保护色|特大|超大|默认|[大中小]|分享(?:到|至)?|微信|微博|新浪微博|腾讯微博|QQ空间|QQ|人人网|更多"
    r"|收藏(?:本页|此页|本文)?|扫一扫[^。\n]{0,30}|繁[體体](?:版|中文)?|简体(?:版)?|无障碍(?:阅读|浏览)?|长者(?:模式|版|助手)|适老化?|关怀版"
    r"|网站(?:地图|导航|首页)|关于我们|联系我们|加入收藏|设为首页|网站声明|隐私(?:声明|保护)|登录|注册|手机版|移动版|客户端|听全文|语音播报"
    r"|朗读|下载(?:本文)?|纠错|我要纠错|字体(?:大小)?|A[+-]?|T|保护视力色?|正文|阅读模式|原文(?:链接)?|来源链接|责任编辑|编辑"
)
_ACTION = rf"[\[【(<]*[ ]*(?:{_ACTIONS})[ ]*[:]?[ ]*[\]】)>]*"
ACTIONS = re.compile(rf"(?:{_ACTION}[ |/·>+\-\[\]【】()、:]*)+$")
"""A line that holds nothing but buttons."""

_TAIL_WORDS = (
    r"(?:上|下|前|后)[ ]*一[ ]*(?:篇|条|页)|(?:编辑|审核|校对|初审|复审|终审|监制|责编|编审|[一二三]审)[ ]*:"
    r"|扫一扫|扫描(?:下方)?二维码|用微信扫|分享到|(?:主办|承办|协办)(?:单位)?[ ]*:|技术支持[ ]*:|网站标识码"
    r"|[\u4e00-\u9fff]?ICP[备证]|[\u4e00-\u9fff]公网安备|备案(?:序)?号|网站(?:地图|导航|首页)|关于我们|联系我们"
    r"|(?:相关|推荐|热门|延伸)(?:链接|文章|信息|新闻|阅读|稿件|内容|文件|解读)(?=[ ]*(?:[:\]】>|]|$))"
    r"|返回(?:列表|顶部|首页|上一[级页])|友情链接|(?:浏览|点击|阅读)次数|点击数|打印本页|打印[ ]+关闭|关闭窗口"
)
_TAIL_SENTENCES = r"责任编辑[ ]*:|版权所有|版权归|Copyright|copyright|©|建议使用.{0,30}浏览|本站"
TAIL = re.compile(rf"[\[【(<]*[ ]*(?:(?:{_TAIL_WORDS})(?![^\n]*。)|{_TAIL_SENTENCES})")
"""What a line below a report begins with."""

HEAD_VALUE = re.compile(
    rf"[ ]*(?:{_DAY}(?:[ ]+\d{{1,2}}:\d\d(?::\d\d)?)?|[^\s|]*)(?:[ ]*[\[【(]?[ ]*(?:{_ACTIONS})[ ]*[\]】)]?(?=[ \[【(]))*"
)
"""The value of the last label above a report that goes on in the same line, and the buttons after it."""

DATED = re.compile(rf"(?P<date>{_DAY}(?:[ ]+\d{{1,2}}:\d\d(?::\d\d)?)?)[ |]+")
"""A day that stands before the first label of its line."""

CONTACT = re.compile(r"(?:地址|邮编|邮政编码|联系电话|电话|传真|网址|技术支持)[ ]*:")
"""Footer lines that, unlike those of :data:`TAIL`, may also end a report."""

GLUED_TAIL = re.compile(
    r"(?:(?<=[。!?”)])|(?<=\d日)|(?<=[ |]))[ |]*[\[【(<]*[ ]*"
    r"(?:[上下][ ]*一[ ]*[篇条][ ]*[\]】)>]*[ ]*[::]|责任编辑[ ]*:|扫一扫|分享到[ ]*:|主办(?:单位)?[ ]*:|版权所有|Copyright|【打印|\[打印|打印本页|打印[ ]*关闭"
    r"|返回(?:列表|顶部|首页|上一[级页])|关闭窗口|(?:浏览|点击|阅读)次数[ ]*:)[^。]{0,160}$"
)
"""Furniture at the end of the report's own last line."""

INERT = re.compile(r"[ |:-]*\|[ |:-]*$")
"""A table row without words."""

DATE_ONLY = re.compile(rf"(?:日期)?(?P<date>{_DAY}(?:[ ]+\d{{1,2}}:\d\d(?::\d\d)?)?)$")
PUBLICITY = re.compile(r"(?:主动公开|依申请公开|不予公开|免予公开)$")
DOCUMENT_NUMBER = re.compile(
    r"(?P<number>[\u4e00-\u9fff]{2,12}[〔\[(](?:19|20)\d\d[〕\])](?:第)?\d{1,4}号)$"
)
HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.]|[(〔][一二三四五六七八九十]{1,3}[)〕]|第[一二三四五六七八九十]{1,3}[章部])"
)
