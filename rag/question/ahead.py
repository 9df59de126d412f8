"""Words that ask for what is still to be done."""

from __future__ import annotations

import re

TARGET = re.compile(
    r"(?<!检查)(?<!执法)(?<!监管)(?<!抽查)目标(?=值|是|为|定|多少|[,。?]|$)"
    r"|打算|力争|拟(?=[将把于])|要(?=把|将|达到|提到|压到|降到)|\btarget\b|\bgoals?\b|\bintends?\b",
    re.IGNORECASE,
)
"""A question for a value that is aimed at; what was reached is no answer."""

ENGLISH_PLAN = re.compile(
    r"\bplans? (?:to|for|on)\b|\bplan(?:s|ned|ning) to\b|\bintends? to\b|\baims? to\b|\bhopes? to\b|\bgoing to\b"
    r"|\b(?:next|coming|following) year\b|\bnext steps?\b|\bin (?:the )?future\b|\bfuture plans?\b",
    re.IGNORECASE,
)
"""The same in English, where the Chinese of a question may have lost it."""

PLAN = re.compile(
    rf"{TARGET.pattern}|计划|下一步|下步|下一年|新的一年|接下来|将来|未来|明年|设想|思路"
    r"|准备(?=[干做怎如搞抓推开在把从])|要(?:干|做)(?:哪些|什么|些)|定下了?|\bplans?\b|\bnext\b|\bfuture\b",
    re.IGNORECASE,
)
"""A question for plans, targets among them."""

NONE_OF_IT = re.compile(
    r"(?:没有?|未|不|从不)(?:做|作|有|进行)?(?:过|任何)?(?:自我批评|自我检讨|自我剖析|反思)"
    r"|(?:一个|半个|任何|半句|一句)(?:自己的|自身的)?(?:问题|不足|短板|缺点|毛病)(?:都|也)?(?:没有?|未|不)(?:提|写|讲|说|谈|列)?"
    r"|(?:没有?|未|不)(?:提到?|写到?|讲|说|谈|列出?|承认|交代)(?:过|任何|自己的|自身的|存在的)*(?:问题|不足|短板|缺点|毛病)(?!.{0,6}(?:数|多少))"
    r"|(?:没有?|未)(?:写|提|列出?)(?:明年|下一步|来年|今后)?(?:的)?(?:工作)?(?:计划|打算|安排|思路)(?=的|[,。?]|$)"
)
"""A question for reports that say nothing of what they lack, or of what they plan."""

TO_BE_DONE = re.compile(r"明年|下一步|下步|今后|未来|将来|打算|准备(?!好|金|工作)|下一年")
"""A list of who is still to do something. 计划 and 目标 are no such words there: to have made a plan,
or to have set a target, is a practice."""
