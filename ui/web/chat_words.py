"""The conversation's words, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChatWords:
    """Texts of the conversation beyond those that all pages share; ``{…}`` is filled in.

    ``script`` holds those that the page's script shows.
    """

    conversations: str
    open_conversations: str
    close: str
    search: str
    placeholder: str
    send_hint: str
    skip: str
    read_as: str
    everywhere: str
    every_year: str
    correct: str
    ask_again: str
    cancel: str
    places_field: str
    years_field: str
    indicator_field: str
    subject_field: str
    condition_field: str
    limit_field: str
    list_hint: str
    limit_example: str
    count_example: str
    refused_fields: dict[str, str]
    relations: dict[str, str]
    conditions: dict[str, str]
    quote: str
    rows_shown: str
    more_rows: str
    compare: str
    missing: str
    restarted: str
    not_kept: str
    busy: str
    refused: str
    login: str
    log_in: str
    new_here: str
    source_label: str
    previous_citation: str
    next_citation: str
    copy_link: str
    open_page: str
    delete_title: str
    delete_text: str
    delete: str
    rename: str
    export_markdown: str
    export_word: str
    script: dict[str, str]


_ZH = ChatWords(
    conversations="对话记录",
    open_conversations="打开对话记录",
    close="关闭",
    search="搜索对话",
    placeholder="就馆藏报告提问",
    send_hint="回车发送\uff0cShift+回车换行",
    skip="跳到提问",
    read_as="读作",
    everywhere="所有地区",
    every_year="所有年度",
    correct="更正",
    ask_again="按此再问",
    cancel="取消",
    places_field="地区",
    years_field="年度",
    indicator_field="指标",
    subject_field="问什么",
    condition_field="条件",
    limit_field="数值",
    list_hint="多个用顿号隔开\uff0c留空为全部",
    limit_example="如 {figure}",
    count_example="如 3\uff0c留空为一个",
    refused_fields={
        "years": "“{words}”不是年度\uff1a请写四位年份\uff0c如 2023 或 2019-2023",
        "span": "年度最多三十个\uff1a“{words}”太长",
        "figure": "“{words}”不是数值\uff1a请写数字\uff0c可带单位\uff0c如 95% 或 50件",
        "count": "“{words}”不是个数\uff1a请写要前几名\uff0c如 3",
        "place": "馆藏里没有“{words}”的报告",
        "indicator": "没有报告写明“{words}”的数字",
    },
    relations={
        "": "不限",
        "=": "等于",
        "≥": "不低于",
        ">": "超过",
        "≤": "不超过",
        "<": "低于",
        "highest": "最高",
        "lowest": "最低",
        "not stated": "没有写明",
        "not mentioned": "没有提到",
    },
    conditions={
        "highest": "最高",
        "lowest": "最低",
        "not stated": "没有写明",
        "not mentioned": "没有提到",
    },
    quote="原文",
    rows_shown="已显示 {shown} / {total} 行",
    more_rows="再显示 {n} 行",
    compare="画成图表比较",
    missing="没有这个对话。它可能已被删除\uff0c或属于别人。",
    restarted="原来的对话已被删除\uff0c这一问开始了新的对话\uff0c不再沿用上文。",
    not_kept="这一回答没有保存。",
    busy="服务正忙",
    refused="这个问题没有被接受",
    login="登录已过期",
    log_in="重新登录",
    new_here="开始新对话",
    source_label="原文",
    previous_citation="上一条引文",
    next_citation="下一条引文",
    copy_link="复制链接",
    open_page="在新页打开",
    delete_title="删除这个对话\uff1f",
    delete_text="问题和回答都会被删除\uff0c不能恢复。",
    delete="删除",
    rename="重命名",
    export_markdown="导出 Markdown",
    export_word="导出 Word",
    script={
        "looking": "正在查找原文…",
        "slow": "还在查找\uff0c请稍候…",
        "today": "今天",
        "yesterday": "昨天",
        "week": "近七天",
        "earlier": "更早",
        "empty": "还没有对话。",
        "none": "没有找到。",
        "more": "更多",
        "menu": "更多操作\uff1a{name}",
        "rename": "重命名\uff1a{name}",
        "unreachable": "服务没有响应",
        "unreachableHint": "请确认 yiju serve 正在运行\uff0c然后再试。",
        "login": "登录已过期",
        "loginHint": "重新登录后可以接着问。",
        "logIn": "重新登录",
        "retry": "再试一次",
        "retryIn": "{n} 秒后自动再试",
        "copied": "已复制",
        "count": "{at} / {total}",
        "failed": "没能完成\uff0c请再试一次。",
        "loading": "正在打开原文…",
        "gone": "这个对话已在别处被删除\uff0c再提问会开始新的对话。",
        "unfold": "展开全文",
        "fold": "收起",
    },
)
_EN = ChatWords(
    conversations="Conversations",
    open_conversations="Show conversations",
    close="Close",
    search="Search conversations",
    placeholder="Ask about the reports",
    send_hint="Enter sends, Shift+Enter starts a line",
    skip="Skip to the question field",
    read_as="Read as",
    everywhere="all places",
    every_year="all years",
    correct="Correct",
    ask_again="Ask again like this",
    cancel="Cancel",
    places_field="Places",
    years_field="Years",
    indicator_field="Indicator",
    subject_field="Question",
    condition_field="Condition",
    limit_field="Value",
    list_hint="separate several with commas; empty for all",
    limit_example="e.g. {figure}",
    count_example="e.g. 3; empty for one",
    refused_fields={
        "years": "“{words}” is no year: write four digits, such as 2023 or 2019-2023",
        "span": "At most thirty years: “{words}” is too long",
        "figure": "“{words}” is no value: write a number, with a unit if you like, "
        "such as 95% or 50件",
        "count": "“{words}” is no count: write how many you want, such as 3",
        "place": "No report is about “{words}”",
        "indicator": "No report states a figure of “{words}”",
    },
    relations={
        "": "any",
        "=": "equals",
        "≥": "at least",
        ">": "more than",
        "≤": "at most",
        "<": "less than",
        "highest": "highest",
        "lowest": "lowest",
        "not stated": "not stated",
        "not mentioned": "not mentioned",
    },
    conditions={
        "highest": "highest",
        "lowest": "lowest",
        "not stated": "not stated",
        "not mentioned": "not mentioned",
    },
    quote="Quote",
    rows_shown="{shown} of {total} rows",
    more_rows="{n} more rows",
    compare="Compare in a chart",
    missing="There is no such conversation. It may have been deleted, or it is somebody else's.",
    restarted="The conversation was deleted; this question begins a new one.",
    not_kept="This answer was not kept.",
    busy="The service is busy",
    refused="The question was not accepted",
    login="Your login has expired",
    log_in="Log in again",
    new_here="New conversation",
    source_label="Source",
    previous_citation="Previous quote",
    next_citation="Next quote",
    copy_link="Copy link",
    open_page="Open as page",
    delete_title="Delete this conversation?",
    delete_text="Its questions and answers are removed for good.",
    delete="Delete",
    rename="Rename",
    export_markdown="Export as Markdown",
    export_word="Export as Word",
    script={
        "looking": "Looking through the reports…",
        "slow": "Still looking…",
        "today": "Today",
        "yesterday": "Yesterday",
        "week": "Last seven days",
        "earlier": "Earlier",
        "empty": "No conversations yet.",
        "none": "Nothing found.",
        "more": "More",
        "menu": "More actions: {name}",
        "rename": "Rename: {name}",
        "unreachable": "The service does not answer",
        "unreachableHint": "Check that “yiju serve” is running, then try again.",
        "login": "Your login has expired",
        "loginHint": "Log in again to go on.",
        "logIn": "Log in again",
        "retry": "Try again",
        "retryIn": "Trying again in {n} s",
        "copied": "Copied",
        "count": "{at} of {total}",
        "failed": "That did not work; please try again.",
        "loading": "Opening the source…",
        "gone": "This conversation was deleted elsewhere; what you ask next begins a new one.",
        "unfold": "Show all of it",
        "fold": "Show less",
    },
)


def chat_words_for(lang: str) -> ChatWords:
    """The words of a language; Chinese where it is not English."""
    return _EN if lang.lower().startswith("en") else _ZH
