"""Where fuzzing begins: sound sources of every kind, all made by the project's own fixtures."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from benchmarks.generator import generate
from tests.fuzzing.targets import word_file
from tests.ingest.loaders.sources import pdf, typeset, zipped

_ROOT = Path(__file__).parents[2]
_ROBOTS = (
    b"User-agent: *\nDisallow: /private*/x$\nAllow: /\nCrawl-delay: 2\n",
    b"# robots\nuser-agent: yiju\nuser-agent: other\ndisallow: /a\nsitemap: http://a.example/s\n",
)
_PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>报告</title>
<meta name="ArticleTitle" content="云溪县报告"></head><body><div class="nav"><a href="/">首页</a></div>
<div><h1>云溪县2023年报告</h1><p>{}</p><table><tr><td rowspan="2">案件</td><td colspan="2">35</td></tr>
<tr><td>33</td><td>98%</td></tr></table><ol start="3"><li>一</li><li value="9">二</li></ol><!-- x -->
<pre>a
b</pre><p style="display:none">x</p></div><div class="footer">版权所有</div></body></html>"""
_MARKDOWN = """---
title: 云溪县报告
---
# 一、主要工作

1. **办理**案件35件, 审结33件
2. [链接](http://a.example) `x`

| 案件 | 数 |
|---|---|
| 复议 | 35 |

> 引文 <b>x</b> <!-- y -->
"""
_CONTENT = (
    b"BT /F1 16 Tf 90 740 Td (35 98%) Tj 0 -28 Td [(a) -200 (b)] TJ T* <0041> Tj ET\n1 0 0 1 9 9 cm"
)
_BODY = """<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>
</w:pPr><w:r><w:t>一、主要工作</w:t><w:br/><w:tab/></w:r><w:del><w:r><w:t>x</w:t></w:r></w:del></w:p>
<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>35</w:t></w:r></w:p></w:tc>
<w:tc><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>y</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"""


def seeds() -> dict[str, list[bytes]]:
    """Seeds of each target, by its name."""
    texts = [each.text for each in generate(3, characters=600)]
    samples = [
        path.read_bytes()
        for path in sorted((_ROOT / "samples").iterdir())
        if path.suffix in (".txt", ".md", ".html")
    ]
    pages = [_PAGE.format(texts[0]).encode(), *(each for each in samples if b"<html" in each)]
    packed = zipped({"a/报告.txt": texts[0].encode(), "b.zip": b"PK", "../c.md": b"# x"})
    return {
        "text": [
            texts[0].encode(),
            texts[1].encode("gb18030"),
            texts[2].encode("utf-16"),
            *samples,
        ],
        "html": pages,
        "markdown": [_MARKDOWN.encode()],
        "pdf": [_pdf(texts[0])],
        "pdf_page": [_CONTENT],
        "docx": [word_file(_BODY.encode())],
        "docx_body": [_BODY.encode()],
        "archive": [packed],
        "listing": [
            b"# x\nhttp://a.example/1\n",
            "名称,地址\n甲,http://a.example/1\n".encode("gb18030"),
        ],
        "robots": list(_ROBOTS),
        "coding": [b"\0" + gzip.compress(pages[0]), b"\1" + zlib.compress(pages[0])],
        "preparation": [each.encode() for each in texts],
    }


def words() -> list[bytes]:
    """Words of the formats and of reports, which a fuzzer would not hit upon by chance."""
    chosen = (
        "<table> <tr> <td> </td> <div> </div> <li> <pre> <!-- --> <a&href=x> &#x; rowspan= colspan= "
        "hidden <?xml <!DOCTYPE <html <head> <body> charset=gbk <w:p> </w:p> <w:r> <w:t> <w:tbl> "
        "<w:tc> <w:numPr> <w:ilvl&w:val='1'/> <w:numId&w:val='1'/> <mc:Fallback> <w:txbxContent> "
        "%PDF- endobj stream endstream /Type/Page /Kids /Parent /Contents trailer startxref BT ET "
        "Tj TJ Tf Td cm Do PK\3\4 PK\1\2 PK\5\6 PK\6\6 http:// :// User-agent: Disallow: * $ "
        "一、 (一) 1. 一是 第一 35件 98% 2023年 以上 分别为 同比 其中 “ ” 《 》 。 、 | "
        "公开行政复议 司法局 人民政府 存在的问题 下一步 > - ``` ** |--- \n--- [x]("
    )
    return [each.replace("&", " ").encode() for each in chosen.split(" ") if each]


def _pdf(text: str) -> bytes:
    return pdf(lambda canvas: typeset(canvas, text.split("\n")[:4]), title="云溪县报告")
