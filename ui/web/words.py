"""The page's words, in Chinese and in English; quotes are never translated."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Every text of the pages in one language.

    Texts with ``{…}`` are format strings.
    """

    lang: str
    name: str
    promise: str
    collection: str
    empty_collection: str
    reports: str
    navigation: str
    chat: str
    compare: str
    evaluation: str
    back: str
    new_conversation: str
    other_language: str
    question_label: str
    send: str
    greeting: str
    examples: str
    grounds: str
    nearest: str
    abstained: str
    shown: str
    inherited: str
    in_source: str
    copy: str
    more_grounds: str
    coverage: str
    matching: str
    stating: str
    mentioning: str
    silent: str
    suggestions: str
    failed: str
    retry: str
    region: str
    year: str
    year_of: str
    indicator: str
    value: str
    issuer: str
    published: str
    doc_type: str
    source: str
    characters: str
    about_report: str
    to_quote: str
    figures: str
    outline: str
    provenance: str
    disagreeing: str
    warnings: str
    original: str
    plain_text: str
    unknown_report: str
    unknown_report_hint: str
    unknown_page: str
    unknown_page_hint: str
    page_of: str
    previous: str
    following: str
    add_reports: str
    add: str
    adding: str
    added: str
    not_added: str
    nothing_chosen: str
    forgotten_job: str
    unheaded: dict[str, str]
    kinds: dict[str, str]
    intents: dict[str, str]
    doc_types: dict[str, str]
    levels: dict[str, str]
    fields: dict[str, str]
    origins: dict[str, str]
    inherited_parts: dict[str, str]


ZH = Words(
    lang="zh-CN",
    name="依据",
    promise="问法治政府建设报告\uff0c每句话都有原文出处。",
    collection="馆藏 {reports} 份报告\uff0c{facts} 条数据",
    empty_collection="还没有报告。请先添加\uff0c或在终端运行 yiju ingest 文件或网址。",
    reports="报告",
    navigation="页面",
    chat="对话",
    compare="比较",
    evaluation="评测",
    back="回到提问",
    new_conversation="新对话",
    other_language="English",
    question_label="问题",
    send="提问",
    greeting="想查什么\uff1f",
    examples="可以这样问",
    grounds="依据",
    nearest="最接近的原文",
    abstained="报告中没有答案",
    shown="没有把握，只列出最相关的原文",
    inherited="沿用上文",
    in_source="在原文中查看",
    copy="复制引文",
    more_grounds="其余 {n} 条依据",
    coverage="共查 {reports} 份报告",
    matching="其中符合 {n}",
    stating="写明 {n}",
    mentioning="只提及 {n}",
    silent="未提及 {n}",
    suggestions="接着问",
    failed="没能得到回答",
    retry="再试一次",
    region="地区",
    year="年度",
    year_of="{year}年",
    indicator="指标",
    value="数值",
    issuer="发布机构",
    published="发布日期",
    doc_type="文种",
    source="来源",
    characters="{n} 字",
    about_report="报告信息",
    to_quote="回到引文",
    figures="数据",
    outline="目录",
    provenance="以上信息从何而来",
    disagreeing="另有说法",
    warnings="存疑",
    original="原始文件",
    plain_text="纯文本",
    unknown_report="没有这份报告",
    unknown_report_hint="它可能已被移除\uff0c或已被新的版本替换。",
    unknown_page="没有这个页面",
    unknown_page_hint="网址可能写错了\uff0c或这里的内容已经不在。",
    page_of="第 {first}–{last} 份\uff0c共 {total} 份",
    previous="上一页",
    following="下一页",
    add_reports="添加报告",
    add="添加",
    adding="正在读入\uff0c已完成 {done} 份…",
    added="读入 {n} 份。",
    not_added="没能读入 {n} 份\uff1a",
    nothing_chosen="还没有选择文件。",
    forgotten_job="这次添加的记录已经不在了。",
    unheaded={"preamble": "开头", "problem": "问题", "plan": "计划", "achievement": "(无标题)"},
    kinds={"problem": "问题", "plan": "计划"},
    intents={
        "lookup": "查数据",
        "list": "列出符合的地区",
        "compare": "比较",
        "count": "计数",
        "trend": "变化",
        "passage": "找原文",
        "summary": "概述",
    },
    doc_types={
        "annual_report": "年度报告",
        "work_report": "情况报告",
        "news": "新闻",
        "plan": "计划",
        "other": "其他",
    },
    levels={"province": "省级", "prefecture": "地级", "county": "县级", "township": "乡级"},
    fields={
        "title": "标题",
        "region": "地区",
        "region_code": "区划代码",
        "province": "省级",
        "prefecture": "地级",
        "level": "层级",
        "department": "部门",
        "issuer": "发布机构",
        "report_year": "年度",
        "published": "发布日期",
        "doc_type": "文种",
    },
    origins={
        "title": "标题",
        "body": "正文",
        "signature": "落款",
        "page_head": "网页标题",
        "page_field": "网页信息栏",
        "source": "文件名或网址",
        "table": "地名表",
        "user": "用户指定",
    },
    inherited_parts={
        "regions": "地区",
        "years": "年度",
        "indicator": "指标",
        "intent": "问法",
        "condition": "条件",
        "results": "所列结果",
    },
)

EN = Words(
    lang="en",
    name="依据 Yiju",
    promise="Ask government reports: every sentence has its source.",
    collection="{reports} reports, {facts} figures",
    empty_collection="There are no reports yet. Add some, or run “yiju ingest FILE-OR-ADDRESS” "
    "in a terminal.",
    reports="Reports",
    navigation="Pages",
    chat="Questions",
    compare="Compare",
    evaluation="Evaluation",
    back="Back to questions",
    new_conversation="New conversation",
    other_language="中文",
    question_label="Question",
    send="Ask",
    greeting="What would you like to know?",
    examples="For example",
    grounds="Grounds",
    nearest="Nearest passages",
    abstained="The reports do not say",
    shown="Not sure: only the passages that speak of it",
    inherited="carried over",
    in_source="View in source",
    copy="Copy quote",
    more_grounds="{n} more quotes",
    coverage="{reports} reports searched",
    matching="{n} of them matching",
    stating="stated in {n}",
    mentioning="only mentioned in {n}",
    silent="not mentioned in {n}",
    suggestions="Next",
    failed="No answer could be had",
    retry="Try again",
    region="Place",
    year="Year",
    year_of="{year}",
    indicator="Indicator",
    value="Value",
    issuer="Issuer",
    published="Published",
    doc_type="Kind",
    source="Source",
    characters="{n} characters",
    about_report="About the report",
    to_quote="Back to the quote",
    figures="Figures",
    outline="Contents",
    provenance="Where this information comes from",
    disagreeing="also said",
    warnings="Doubts",
    original="Original file",
    plain_text="Plain text",
    unknown_report="There is no such report",
    unknown_report_hint="It may have been removed, or replaced by a newer version.",
    unknown_page="There is no such page",
    unknown_page_hint="The address may be mistyped, or what was here is gone.",
    page_of="{first}–{last} of {total}",
    previous="Previous",
    following="Next",
    add_reports="Add reports",
    add="Add",
    adding="Reading; {done} done so far…",
    added="{n} read.",
    not_added="{n} could not be read:",
    nothing_chosen="No file was chosen.",
    forgotten_job="What became of this is no longer known.",
    unheaded={
        "preamble": "opening",
        "problem": "problems",
        "plan": "plans",
        "achievement": "(no heading)",
    },
    kinds={"problem": "problem", "plan": "plan"},
    intents={
        "lookup": "look up a figure",
        "list": "list places",
        "compare": "compare",
        "count": "count",
        "trend": "trend",
        "passage": "find passages",
        "summary": "summarise",
    },
    doc_types={
        "annual_report": "annual report",
        "work_report": "work report",
        "news": "news",
        "plan": "plan",
        "other": "other",
    },
    levels={
        "province": "province",
        "prefecture": "prefecture",
        "county": "county",
        "township": "township",
    },
    fields={
        "title": "title",
        "region": "place",
        "region_code": "place code",
        "province": "province",
        "prefecture": "prefecture",
        "level": "level",
        "department": "department",
        "issuer": "issuer",
        "report_year": "year",
        "published": "published",
        "doc_type": "kind",
    },
    origins={
        "title": "title",
        "body": "body",
        "signature": "signature",
        "page_head": "page title",
        "page_field": "page field",
        "source": "file name or address",
        "table": "table of places",
        "user": "user",
    },
    inherited_parts={
        "regions": "places",
        "years": "years",
        "indicator": "subject",
        "intent": "kind of question",
        "condition": "condition",
        "results": "results",
    },
)


def words_for(lang: str) -> Words:
    """The words of a language; Chinese where it is not English."""
    return EN if lang.lower().startswith("en") else ZH
