"""The genres of reports, each under one name, whatever an author calls it."""

from __future__ import annotations

GENRES = {
    "law": "law-based-government reports",
    "open_government": "open-government annual reports",
    "work_report": "government work reports",
    "stat_bulletin": "statistical bulletins and surveys",
    "budget": "reports on budget, debt and audit, and departments' budgets",
    "final_accounts": "final accounts",
    "environment": "bulletins on the environment",
    "department": "departments' bulletins and reports",
    "mixed": "several genres at once",
}
"""Name of a genre → what it is."""

_ALIASES = {
    "law_based_government": "law", "fazhi": "law", "fazhi_zhengfu": "law", "rule_of_law": "law",
    "xxgk": "open_government", "xxgk_annual": "open_government", "opengov": "open_government",
    "open_gov": "open_government",
    "gwr": "work_report", "gwr_county": "work_report", "gwr_state_council": "work_report",
    "gwr_province": "work_report", "government_work_report": "work_report",
    "bulletin": "stat_bulletin", "stat": "stat_bulletin", "statistical_bulletin": "stat_bulletin",
    "census": "stat_bulletin",
    "budget_report": "budget", "dept_budget": "budget", "department_budget": "budget",
    "debt_report": "budget", "audit_report": "budget", "economic_run": "stat_bulletin",
    "accounts": "final_accounts", "final_account": "final_accounts",
    "dept_accounts": "final_accounts", "dept_final_accounts": "final_accounts",
    "env_bulletin": "environment", "env": "environment",
    "dept_bulletin": "department", "dept": "department", "dept_report": "department",
    "department_report": "department", "other": "mixed", "multi": "mixed", "cross": "mixed",
    "": "mixed",
}  # fmt: skip

_WORDS = (
    ("法治", "law"),
    ("依法行政", "law"),
    ("信息公开", "open_government"),
    ("政务公开", "open_government"),
    ("政府工作报告", "work_report"),
    ("决算", "final_accounts"),
    ("预算", "budget"),
    ("审计", "budget"),
    ("债务", "budget"),
    ("经济运行", "stat_bulletin"),
    ("生态环境", "environment"),
    ("环境状况", "environment"),
    ("普查", "stat_bulletin"),
    ("国民经济", "stat_bulletin"),
    ("统计公报", "stat_bulletin"),
    ("公报", "department"),
    ("部门", "department"),
    ("法院", "department"),
    ("检察", "department"),
    ("工作报告", "work_report"),
    ("年度报告", "department"),
)


def genre_of(written: str) -> str:
    """The one name of a genre; what is not known stays as written."""
    plain = written.strip()
    name = plain.lower().replace("-", "_").replace(" ", "_")
    if name in GENRES:
        return name
    if name in _ALIASES:
        return _ALIASES[name]
    return next((genre for word, genre in _WORDS if word in plain), plain)
