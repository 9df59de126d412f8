"""The words of the collection page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CollectionWords:
    """Every text of the page in one language; ``script`` holds those that its script shows.

    Texts with ``{…}`` are format strings.
    """

    title: str
    size: str
    doubtful_size: str
    search: str
    search_hint: str
    region: str
    region_hint: str
    year: str
    doc_type: str
    doubts: str
    any_doubts: str
    with_doubts: str
    without_doubts: str
    any: str
    show: str
    clear: str
    unknown_region: str
    unknown_year: str
    columns: dict[str, str]
    sort_by: str
    order: str
    newest: str
    actions: str
    add: str
    drop: str
    choose: str
    formats: str
    address: str
    address_hint: str
    fetch: str
    map: str
    map_hint: str
    everywhere: str
    place: str
    year_unknown: str
    place_unknown: str
    cell: str
    cell_doubtful: str
    gap: str
    all_years: str
    no_match: str
    none_yet: str
    none_yet_hint: str
    odd_year: str
    script: dict[str, str]


ZH = CollectionWords(
    title="报告",
    size="{reports} 份报告\uff0c{places} 个地区\uff0c{years}",
    doubtful_size="{n} 份存疑",
    search="查找",
    search_hint="标题、地区、机构、文件名",
    region="地区",
    region_hint="省、市或县",
    year="年度",
    doc_type="文种",
    doubts="存疑",
    any_doubts="全部",
    with_doubts="仅存疑",
    without_doubts="仅无疑",
    any="全部",
    show="筛选",
    clear="清除筛选",
    unknown_region="地区不明",
    unknown_year="年度不明",
    columns={
        "title": "报告",
        "region": "地区",
        "year": "年度",
        "doc_type": "文种",
        "facts": "数据",
        "published": "发布",
        "doubts": "存疑",
    },
    sort_by="按{name}排序",
    order="次序",
    newest="最近读入在前",
    actions="操作",
    add="添加报告",
    drop="把文件拖到这里",
    choose="选择文件",
    formats="txt、html、md、pdf、docx\uff0c或装有它们的 zip",
    address="网址",
    address_hint="https://…",
    fetch="抓取",
    map="有哪些地区、哪些年度",
    map_hint="点格子查看该地区该年度的报告\uff1b空格是还没有报告的年度。",
    everywhere="全部地区",
    place="地区",
    year_unknown="不明",
    place_unknown="地区不明",
    cell="{place} {year}\uff1a{reports} 份",
    cell_doubtful="{place} {year}\uff1a{reports} 份\uff0c其中 {doubtful} 份存疑",
    gap="{place} {year}\uff1a没有报告",
    all_years="合计",
    no_match="没有符合条件的报告。",
    none_yet="还没有报告",
    none_yet_hint="把报告文件拖到这一页\uff0c或选择文件、填写网址。一次可以添加许多份。",
    odd_year="年度要写成四位数字\uff0c如 2023\uff1b“{year}”没有用来筛选。",
    script={
        "waiting": "等待上传",
        "uploading": "正在上传 {percent}%",
        "sent": "已收到\uff0c等待读取",
        "queued": "已收到\uff0c前面的读完就读",
        "reading": "正在读取",
        "readingLong": "正在读取\uff0c已 {seconds} 秒",
        "understood": "已读懂\uff0c正在索引",
        "indexed": "已索引\uff0c正在入库",
        "added": "已入库\uff1a{facts} 条数据",
        "replaced": "已更新\uff1a{facts} 条数据",
        "unchanged": "已有\uff0c没有变化",
        "failed": "没能读入",
        "cancelled": "已取消",
        "fetching": "正在抓取",
        "overview": "已完成 {done} / {total}",
        "overviewOpen": "已完成 {done}",
        "failures": "{n} 份没能读入",
        "ended": "全部完成",
        "stopped": "已取消\uff0c已入库的报告保留",
        "cancel": "取消",
        "cancelling": "正在取消…",
        "close": "收起",
        "open": "查看",
        "removeTitle": "移除这份报告\uff1f",
        "removeText": "“{title}”和从中读出的段落、数据都会删除。原始文件也不再保留。",
        "remove": "移除",
        "reingestTitle": "重新读入这份报告\uff1f",
        "reingestText": "用现在的版本重新读取“{title}”的原始文件\uff0c替换原来的段落和数据。",
        "reingest": "重新读入",
        "keep": "不了",
        "removed": "已移除“{title}”。",
        "trouble": "没有成功\uff1a{detail}",
        "stages": "上传 收到 读懂 索引 入库",
        "tooMany": "等待的任务太多\uff0c稍后自动重试",
        "unreachable": "连不上服务",
        "member": "压缩包内",
    },
)

EN = CollectionWords(
    title="Reports",
    size="{reports} reports, {places} places, {years}",
    doubtful_size="{n} in doubt",
    search="Find",
    search_hint="title, place, issuer, file name",
    region="Place",
    region_hint="province, city or county",
    year="Year",
    doc_type="Kind",
    doubts="Doubts",
    any_doubts="all",
    with_doubts="with doubts",
    without_doubts="without doubts",
    any="all",
    show="Filter",
    clear="Clear filter",
    unknown_region="place unknown",
    unknown_year="year unknown",
    columns={
        "title": "Report",
        "region": "Place",
        "year": "Year",
        "doc_type": "Kind",
        "facts": "Figures",
        "published": "Published",
        "doubts": "Doubts",
    },
    sort_by="Sort by {name}",
    order="Order",
    newest="latest read first",
    actions="Actions",
    add="Add reports",
    drop="Drop files here",
    choose="Choose files",
    formats="txt, html, md, pdf, docx, or a zip of these",
    address="Address",
    address_hint="https://…",
    fetch="Fetch",
    map="Which places, which years",
    map_hint="A cell opens the reports of that place and year; an empty one has none yet.",
    everywhere="All places",
    place="Place",
    year_unknown="unknown",
    place_unknown="place unknown",
    cell="{place} {year}: {reports} reports",
    cell_doubtful="{place} {year}: {reports} reports, {doubtful} in doubt",
    gap="{place} {year}: no report",
    all_years="all",
    no_match="No report passes the filter.",
    none_yet="No reports yet",
    none_yet_hint="Drop report files on this page, choose files, or give an address. "
    "Many can be added at once.",
    odd_year="A year has four digits, such as 2023; “{year}” was not used as a filter.",
    script={
        "waiting": "waiting to be sent",
        "uploading": "sending {percent}%",
        "sent": "received, waiting to be read",
        "queued": "received, read after those before it",
        "reading": "reading",
        "readingLong": "reading for {seconds} s",
        "understood": "understood, indexing",
        "indexed": "indexed, storing",
        "added": "stored: {facts} figures",
        "replaced": "updated: {facts} figures",
        "unchanged": "held already, unchanged",
        "failed": "could not be read",
        "cancelled": "cancelled",
        "fetching": "fetching",
        "overview": "{done} of {total} done",
        "overviewOpen": "{done} done",
        "failures": "{n} could not be read",
        "ended": "All done",
        "stopped": "Cancelled; what was stored stays",
        "cancel": "Cancel",
        "cancelling": "Cancelling…",
        "close": "Close",
        "open": "Open",
        "removeTitle": "Remove this report?",
        "removeText": "“{title}” goes, with its passages, figures and original file.",
        "remove": "Remove",
        "reingestTitle": "Read this report anew?",
        "reingestText": "The original file of “{title}” is read by the present version; "
        "its passages and figures are replaced.",
        "reingest": "Read anew",
        "keep": "Keep as it is",
        "removed": "“{title}” was removed.",
        "trouble": "That did not work: {detail}",
        "stages": "sent received understood indexed stored",
        "tooMany": "too many tasks wait; trying again shortly",
        "unreachable": "the service does not answer",
        "member": "in the archive",
    },
)


def collection_words(lang: str) -> CollectionWords:
    """The words of a language; Chinese where it is not English."""
    return EN if lang.lower().startswith("en") else ZH
