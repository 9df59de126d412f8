"""What went wrong, in the page's language, by the code that the service gives it."""

from __future__ import annotations

from collections.abc import Mapping

from vectorstore.errors import ServiceError, ServiceRefusedError

_URN = "urn:yiju:problem:"

_ZH: Mapping[str, str] = {
    # One file or address could not become a report.
    "empty-source": "里面没有文字",
    "encoding": "认不出文字编码\uff0c请另存为 UTF-8",
    "encrypted-source": "有密码\uff0c请去掉密码后重新保存",
    "no-text-layer": "PDF 里只有图像\uff0c请先做文字识别\uff08OCR\uff09",
    "damaged-source": "文件已损坏\uff0c请重新保存或下载",
    "too-large": "超过大小限制\uff0c请拆分",
    "unsupported-format": "这种格式不能读取",
    "wrong-suffix": "扩展名与内容不符\uff0c请改名",
    "too-slow": "读取超时\uff0c文件可能已损坏\uff0c请拆分或重新保存",
    "preparation": "读取时出错\uff0c文件可能已损坏\uff0c请重新保存",
    "unforeseen": "读取时意外出错\uff0c请反馈",
    "load": "读不了",
    "fetch": "抓取失败",
    "fetch-forbidden": "网站的 robots.txt 不允许抓取",
    "fetch-status": "网站没有给出这个页面",
    "fetch-timeout": "网站没有及时回应",
    "invalid-address": "网址写得不对",
    "private-address": "这是内部网络的地址\uff0c默认不抓取",
    "unknown-host": "找不到这个网站",
    "unreachable": "连不上这个网站",
    # A whole job broke off.
    "stopped": "服务中途停止\uff0c请把其余的再添加一次",
    "worker": "读取程序没能启动",
    "store-locked": "另一个程序正在写入\uff0c稍后再试",
    "store-damaged": "存储已损坏\uff0c请运行 yiju check --repair",
    # A request was refused.
    "unknown-report": "没有这份报告",
    "unknown-conversation": "没有这个对话",
    "question-set": "这不是能用的题集",
    "too-many-question-sets": "保存的题集太多\uff0c请先删除一套",
    "query": "条件无法执行",
    "busy": "服务正忙\uff0c稍后再试",
    "slow": "用时太长\uff0c请缩小范围再试",
    "invalid-request": "条件或内容写得不对",
    "status-401": "需要登录",
    "status-403": "没有权限",
    "status-404": "找不到",
    "status-413": "一次上传的内容太大",
    "status-415": "不能接受这种内容",
    "status-422": "内容写得不对",
    "status-429": "请求太频繁\uff0c稍后再试",
    "status-500": "服务出错了",
    "status-503": "服务正忙\uff0c稍后再试",
}


def problem_words(lang: str) -> Mapping[str, str]:
    """What to say of each code; nothing in English, where the service's own words do."""
    return {} if lang.lower().startswith("en") else _ZH


def explained(lang: str, code: str, detail: str) -> str:
    """A problem as a reader of the page understands it, the technical detail after it.

    Args:
        lang: Of the page.
        code: Of the problem, or ``status-422`` and the like where it has none of its own.
        detail: What the service says of it, in English.
    """
    said = problem_words(lang).get(code, "")
    return f"{said}\uff08{detail}\uff09" if said and detail else said or detail


def refusal(lang: str, error: ServiceError) -> str:
    """Why the service refused a request, or that it does not answer."""
    if not isinstance(error, ServiceRefusedError):
        return explained(lang, "status-503", str(error))
    kind = str(error.problem.get("type", "")).removeprefix(_URN)
    code = kind if kind in problem_words(lang) else f"status-{error.status}"
    return explained(lang, code, str(error.problem.get("detail") or error))
