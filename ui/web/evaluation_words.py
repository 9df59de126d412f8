"""The words of the evaluation pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EvaluationWords:
    """Every text of the pages in one language; ``script`` holds those that their script shows.

    Texts with ``{…}`` are format strings.
    """

    title: str
    promise: str
    choose: str
    upload: str
    upload_hint: str
    questions: str
    builtin: str
    run: str
    no_sets: str
    runs: str
    no_runs: str
    when: str
    set_name: str
    right: str
    state: str
    states: dict[str, str]
    compare_with: str
    compare: str
    no_baseline: str
    of_reports: str
    back: str
    metrics: dict[str, str]
    table: str
    type: str
    lang: str
    all: str
    types: dict[str, str]
    interval: str
    wrong: str
    none_wrong: str
    expected: str
    answered: str
    why: str
    history: str
    evidence: str
    unanswerable: str
    abstained: str
    any_of: str
    show_right: str
    reasons: dict[str, str]
    changes: str
    flips: str
    gained: str
    lost: str
    no_flips: str
    movements: str
    before: str
    now: str
    difference: str
    beyond: str
    common: str
    remarks: str
    export: str
    unknown_run: str
    unknown_run_hint: str
    lost_baseline: str
    langs: dict[str, str]
    points: str
    broke_off: str
    script: dict[str, str]


_METRICS_ZH = {
    "recall@1": "首条命中",
    "recall@3": "前3命中",
    "recall@5": "前5命中",
    "recall@10": "前10命中",
    "mrr@10": "MRR@10",
    "ndcg@10": "nDCG@10",
    "correct": "答对",
    "wrong": "答错",
    "refused": "拒答",
    "shown": "只给原文",
    "cost": "代价",
    "first_passages": "检索前3段",
    "unanswerable_shown": "该拒而给原文",
    "values": "数值",
    "places": "地区",
    "evidence_cited": "引到依据",
    "first_value": "首行即答",
    "fidelity": "引文逐字",
    "abstention_precision": "拒答准确",
    "abstention_recall": "该拒即拒",
    "false_refusal": "误拒",
    "citations": "引文数",
    "answer_chars": "答案字数",
    "retrieve_ms_p50": "检索 p50",
    "retrieve_ms_p95": "检索 p95",
    "ask_ms_p50": "回答 p50",
    "ask_ms_p95": "回答 p95",
}

ZH = EvaluationWords(
    title="评测",
    promise="用一套题检验检索、回答、引文和拒答。",
    choose="选一套题",
    upload="上传题集",
    upload_hint="JSON Lines\uff0c每行一题",
    questions="{n} 题",
    builtin="样例",
    run="开始评测",
    no_sets="还没有题集\uff1a请先上传一套。",
    runs="评测记录",
    no_runs="还没有评测过。",
    when="时间",
    set_name="题集",
    right="答对",
    state="状态",
    states={
        "queued": "排队中",
        "running": "进行中",
        "done": "完成",
        "failed": "失败",
        "cancelled": "已取消",
    },
    compare_with="与较早的一次比较",
    compare="比较",
    no_baseline="不比较",
    of_reports="问了 {reports} 份报告",
    back="全部评测",
    metrics=_METRICS_ZH,
    table="按题型和语言",
    type="题型",
    lang="语言",
    all="全部",
    types={
        "lookup": "查数据",
        "list": "列举",
        "compare": "比较",
        "count": "计数",
        "trend": "变化",
        "passage": "找原文",
        "summary": "概述",
        "unanswerable": "无答案",
        "followup": "追问",
    },
    interval="95% 区间",
    wrong="没答对的题",
    none_wrong="全部答对。",
    expected="应当",
    answered="实际回答",
    why="错在哪里",
    history="前文",
    evidence="应引的原文",
    unanswerable="报告里没有答案\uff0c应当拒答",
    abstained="没有作答",
    any_of="任一",
    show_right="也列出答对的题",
    reasons={
        "missing value": "缺少数值",
        "missing any of": "以下都没有",
        "missing derived number": "缺少算出的数",
        "place not asked for": "多出的地区",
        "place not named": "缺少的地区",
        "abstained": "不该拒答",
        "answered, but the collection holds no answer": "报告里没有答案\uff0c却作了回答",
        "error": "出错",
    },
    changes="与{when}那次相比",
    flips="对错有变的题",
    gained="现在对了",
    lost="现在错了",
    no_flips="没有一题的对错有变。",
    movements="有变化的指标",
    before="此前",
    now="现在",
    difference="差\uff0895% 区间\uff09",
    beyond="超出偶然",
    common="两次都问了的 {n} 题",
    remarks="说明",
    export="JSON",
    unknown_run="没有这次评测",
    unknown_run_hint="它可能已被删除\uff0c或属于别人。",
    lost_baseline="要比较的那次评测不在\uff0c或没有完成。",
    langs={"zh": "中文", "en": "英文"},
    points="个百分点",
    broke_off="评测没有做完\uff08{detail}\uff09",
    script={
        "progress": "{done} / {total}\uff0c没答对 {wrong}",
        "cancel": "取消",
        "cancelling": "正在取消…",
        "queued": "排队中",
        "trouble": "没有成功\uff1a{detail}",
        "unreachable": "连不上服务",
    },
)

EN = EvaluationWords(
    title="Evaluation",
    promise="A question set tests retrieval, answers, quotes and abstention.",
    choose="Choose a set",
    upload="Upload a set",
    upload_hint="JSON Lines, one question a line",
    questions="{n} questions",
    builtin="sample",
    run="Evaluate",
    no_sets="There is no question set yet: upload one first.",
    runs="Evaluations",
    no_runs="Nothing was evaluated yet.",
    when="When",
    set_name="Question set",
    right="Correct",
    state="State",
    states={
        "queued": "waiting",
        "running": "running",
        "done": "done",
        "failed": "failed",
        "cancelled": "cancelled",
    },
    compare_with="Compare with an earlier one",
    compare="Compare",
    no_baseline="none",
    of_reports="{reports} reports asked",
    back="All evaluations",
    metrics={
        "recall@1": "R@1",
        "recall@3": "R@3",
        "recall@5": "R@5",
        "recall@10": "R@10",
        "mrr@10": "MRR@10",
        "ndcg@10": "nDCG@10",
        "correct": "right",
        "wrong": "wrong",
        "refused": "refused",
        "shown": "shown",
        "cost": "cost",
        "first_passages": "first three passages",
        "unanswerable_shown": "unanswerable, shown",
        "values": "values",
        "places": "places",
        "evidence_cited": "evidence cited",
        "first_value": "value first",
        "fidelity": "verbatim quotes",
        "abstention_precision": "abst. precision",
        "abstention_recall": "abst. recall",
        "false_refusal": "false refusal",
        "citations": "citations",
        "answer_chars": "characters",
        "retrieve_ms_p50": "retrieve p50",
        "retrieve_ms_p95": "retrieve p95",
        "ask_ms_p50": "ask p50",
        "ask_ms_p95": "ask p95",
    },
    table="By type and language",
    type="Type",
    lang="Language",
    all="all",
    types={},
    interval="95% interval",
    wrong="Not right",
    none_wrong="Every answer was right.",
    expected="Expected",
    answered="Answered",
    why="Why it is wrong",
    history="Before it",
    evidence="Evidence to quote",
    unanswerable="the reports hold no answer: abstain",
    abstained="no answer",
    any_of="any of",
    show_right="Show the right ones too",
    reasons={},
    changes="Compared with {when}",
    flips="Questions that flipped",
    gained="now right",
    lost="now wrong",
    no_flips="No question flipped.",
    movements="Metrics that moved",
    before="before",
    now="now",
    difference="difference (95% interval)",
    beyond="beyond chance",
    common="over the {n} questions that both asked",
    remarks="Remarks",
    export="JSON",
    unknown_run="There is no such evaluation",
    unknown_run_hint="It may have been deleted, or it is somebody else's.",
    lost_baseline="The evaluation to compare with is not there, or did not end.",
    langs={"zh": "Chinese", "en": "English"},
    points="points",
    broke_off="The evaluation broke off: {detail}",
    script={
        "progress": "{done} of {total}, {wrong} not right",
        "cancel": "Cancel",
        "cancelling": "Cancelling…",
        "queued": "waiting",
        "trouble": "That did not work: {detail}",
        "unreachable": "the service does not answer",
    },
)


def evaluation_words(lang: str) -> EvaluationWords:
    """The words of a language; Chinese where it is not English."""
    return EN if lang.lower().startswith("en") else ZH
