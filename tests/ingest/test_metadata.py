from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from ingest.documents import Cleaned, Document, PageField
from ingest.lexicon.places import Places
from ingest.metadata import FoundMetadata, extract_metadata
from ingest.outline import parse_outline
from vectorstore.records import SourceSpan, Span

PLACES = Places.from_rows(
    [
        ("990000", "海澜省", "海澜省", "", "province"),
        ("990100", "青岚市", "海澜省", "青岚市", "prefecture"),
        ("990102", "临澜区", "海澜省", "青岚市", "county"),
        ("990103", "鼓石区", "海澜省", "青岚市", "county"),
        ("990121", "云溪县", "海澜省", "青岚市", "county"),
        ("990122", "旧渡县", "海澜省", "青岚市", "county", "2015-09", "990102"),
        ("990181", "望枫市", "海澜省", "青岚市", "county"),
        ("990200", "北汀市", "海澜省", "北汀市", "prefecture"),
        ("990203", "鼓石区", "海澜省", "北汀市", "county"),
        ("992800", "南屿彝族自治州", "海澜省", "南屿彝族自治州", "prefecture"),
        ("910000", "澜京市", "澜京市", "", "province"),
        ("910101", "石漫区", "澜京市", "", "county"),
    ]
)
"""Invented divisions of an invented country."""

FILLER = (
    "推进行政审批制度改革,取消行政许可事项12项,承接上级下放事项37项。严格执行重大行政决策程序,"
    "把公众参与、专家论证、风险评估、合法性审查和集体讨论作为必经程序,合法性审查重大决策18件。"
    "规范行政执法,抽查案卷120份,发现问题47个,已经整改完毕。化解矛盾纠纷4208件,成功率98%。"
    "加强法治宣传教育,落实普法责任制,开展法治赶集86场次,受众三万余人次,群众反映良好。"
)


@dataclass(frozen=True)
class Case:
    """A text's head and tail, and what must be found."""

    head: str
    tail: str = ""
    expected: dict[str, object] = field(default_factory=dict)
    given: str = "report.txt"
    page_title: str = ""
    page_fields: dict[str, str] = field(default_factory=dict)
    fields: tuple[tuple[str, str], ...] = ()


def extract(case: Case, places: Places = PLACES) -> FoundMetadata:
    text = f"{case.head}\n一、主要工作\n{FILLER}\n{case.tail}"
    fields = tuple(PageField(label, value, Span(0, 0)) for label, value in case.fields)
    cleaned = Cleaned(text, (SourceSpan(0, len(text), 0),), fields, ())
    document = Document(text, "text/plain", case.page_title, case.page_fields)
    return extract_metadata(cleaned, parse_outline(text), document, case.given, places=places)


def wide(text: str) -> str:
    """The text with full-width punctuation, as portals print it."""
    return text.translate({ord(char): ord(char) + 0xFEE0 for char in ",:;()?!"})


_OF_PARTS = Places.from_rows(
    [
        ("990000", "海澜省", "海澜省", "", "province"),
        ("990100", "青岚市", "海澜省", "青岚市", "prefecture"),
        *(
            (f"9901{at:02}", name, "海澜省", "青岚市", "county")
            for at, name in enumerate("临澜区 鼓石区 云溪县 望枫市 石桥县 柳林县".split(), start=2)
        ),
        ("990200", "北汀市", "海澜省", "北汀市", "prefecture"),
    ]
)


def test_a_text_that_tells_of_every_county_is_of_the_city_around_them() -> None:
    table = "\n".join(
        f"{name} | 12.5 | 3.6" for name in "临澜区 鼓石区 云溪县 石桥县 柳林县".split()
    )
    found = extract(
        Case("2023年决算草案的说明", f"望枫市 | 9.1 | 2.2\n望枫市 | 8.7 | 2.1\n{table}"), _OF_PARTS
    )
    assert (found.metadata.region, found.metadata.level) == ("青岚市", "prefecture")


CASES = {
    "title with place and year": Case(
        "云溪县2023年法治政府建设年度报告\n2023年,云溪县坚持依法行政。现将有关情况报告如下:",
        "云溪县人民政府\n2024年1月22日",
        {
            "title": "云溪县2023年法治政府建设年度报告",
            "region": "云溪县",
            "region_code": "990121",
            "province": "海澜省",
            "prefecture": "青岚市",
            "level": "county",
            "issuer": "云溪县人民政府",
            "report_year": 2023,
            "published": "2024-01-22",
            "doc_type": "annual_report",
            "department": "",
        },
    ),
    "year before place": Case(
        "2021年度望枫市法治政府建设工作情况的报告\n2021年,望枫市人民政府在市委的正确领导下,扎实工作。",
        "",
        {"region": "望枫市", "prefecture": "青岚市", "level": "county", "report_year": 2021},
        fields=(("发布机构", "市政府办"), ("发文日期", "2022-02-21")),
    ),
    "place only in signature": Case(
        "2022年法治政府建设情况的报告\n市全面依法治市委员会办公室:\n一年来,我区认真贯彻上级部署。",
        "青岚市临澜区人民政府\n2022年12月27日",
        {
            "region": "临澜区",
            "region_code": "990102",
            "prefecture": "青岚市",
            "report_year": 2022,
            "issuer": "青岚市临澜区人民政府",
        },
    ),
    "title year after the signature": Case(
        "2024年法治政府建设情况的报告\n近年来,临澜区按照《法治政府建设实施纲要(2015—2020年)》要求,"
        "2019年截止目前完成任务。",
        "青岚市临澜区人民政府\n2019年9月27日",
        {"region": "临澜区", "report_year": 2019, "published": "2019-09-27", "doc_type": "work_report"},
    ),
    "title on two lines": Case(
        "云溪县人民政府\n关于2022年度法治政府建设情况的报告\n县人大常委会:\n现将情况报告如下:",
        "二〇二三年一月十日",
        {
            "title": "云溪县人民政府关于2022年度法治政府建设情况的报告",
            "region": "云溪县",
            "issuer": "云溪县人民政府",
            "report_year": 2022,
            "published": "2023-01-10",
        },
    ),
    "year in brackets below the title": Case(
        "临澜区法治政府建设工作报告\n(2020年度)\n临澜区坚持依法行政。",
        "",
        {"title": "临澜区法治政府建设工作报告(2020年度)", "region": "临澜区", "report_year": 2020},
    ),
    "spelled year and date": Case(
        "二〇二一年度云溪县法治政府建设报告\n全县上下扎实工作。",
        "云溪县人民政府\n二○二二年三月二十一日",
        {"region": "云溪县", "report_year": 2021, "published": "2022-03-21", "doc_type": "annual_report"},
    ),
    "department": Case(
        "云溪县市场监督管理局2022年度法治政府建设报告\n2022年,我局认真履行职责。",
        "云溪县市场监督管理局\n2023年1月5日",
        {
            "region": "云溪县",
            "department": "市场监督管理局",
            "issuer": "云溪县市场监督管理局",
            "report_year": 2022,
        },
    ),
    "department signs, text says 我局": Case(
        "2021年度法治政府建设情况报告\n2021年,我局认真履行职责,局党组多次研究,我局上下一心。",
        "云溪县住房和城乡建设局\n2022年1月13日",
        {"region": "云溪县", "department": "住房和城乡建设局", "report_year": 2021},
    ),
    "department signs for its county": Case(
        "云溪县2021年法治政府建设情况报告\n2021年,我县认真推进各项工作,全县上下一心。",
        "云溪县司法局\n2022年1月13日",
        {"region": "云溪县", "department": "", "issuer": "云溪县司法局", "report_year": 2021},
    ),
    "department with a prefix": Case(
        "国家税务总局云溪县税务局2022年法治政府建设情况报告\n2022年,全局干部认真履职。",
        "国家税务总局云溪县税务局\n2023年1月5日",
        {"region": "云溪县", "department": "税务局", "report_year": 2022},
    ),
    "office of the rule of law reports for its county": Case(
        "中共云溪县委全面依法治县委员会办公室关于云溪县2022年度法治政府建设情况的报告\n我县扎实工作。",
        "中共云溪县委全面依法治县委员会办公室\n2023年2月1日",
        {"region": "云溪县", "department": "", "report_year": 2022},
    ),
    "party and government together": Case(
        "中共云溪县委 云溪县人民政府关于2022年度法治政府建设情况的报告\n市委、市政府:\n我县扎实工作。",
        "中共云溪县委 云溪县人民政府\n2023年2月1日",
        {"region": "云溪县", "department": "", "report_year": 2022, "prefecture": "青岚市"},
    ),
    "work done and plans": Case(
        "云溪县司法局2022年工作总结和2023年工作计划\n2022年,县司法局认真履职。",
        "云溪县司法局\n2022年12月20日",
        {"report_year": 2022, "doc_type": "work_report", "department": "司法局"},
    ),
    "half a year": Case(
        "青岚市2019年上半年依法行政工作情况报告\n今年以来,我市扎实工作,各县(市、区)协同推进。",
        "青岚市人民政府\n2019年7月2日",
        {"region": "青岚市", "level": "prefecture", "report_year": 2019, "doc_type": "work_report"},
    ),
    "no year anywhere but the date": Case(
        "云溪县法治政府建设情况的报告\n一年来,我县扎实工作。",
        "云溪县人民政府\n2022年1月12日",
        {"report_year": 2021, "published": "2022-01-12"},
    ),
    "no year, signed in December": Case(
        "云溪县法治政府建设情况的报告\n今年以来,我县扎实工作。",
        "云溪县人民政府\n2022年12月12日",
        {"report_year": 2022},
    ),
    "year in the announcing clause": Case(
        "法治政府建设工作报告\n在上级领导下,现将云溪县2020年法治政府建设工作和2021年工作思路报告如下:",
        "云溪县人民政府\n2021年3月30日",
        {"region": "云溪县", "report_year": 2020},
    ),
    "plan": Case(
        "关于印发《云溪县2023年法治政府建设工作计划》的通知\n各乡镇人民政府:\n现印发给你们。",
        "云溪县人民政府办公室\n2023年3月2日",
        {"region": "云溪县", "report_year": 2023, "doc_type": "plan"},
    ),
    "plan over years": Case(
        "云溪县法治政府建设实施方案(2021—2025年)\n为深入推进法治政府建设,制定本方案。",
        "云溪县人民政府\n2021年11月2日",
        {"report_year": 2021, "doc_type": "plan"},
    ),
    "report on carrying out a plan": Case(
        "云溪县贯彻《法治政府建设实施纲要(2021—2025年)》情况的报告\n2023年,云溪县认真落实。",
        "云溪县人民政府\n2023年11月2日",
        {"report_year": 2023, "doc_type": "work_report"},
    ),
    "news": Case(
        "法治护航开新局\n——我市创建示范市综述\n2017年以来,北汀市连续五年获评优秀。我市率先出台条例,"
        "从青岚市云溪县引进做法。",
        "",
        {
            "title": "法治护航开新局",
            "region": "北汀市",
            "level": "prefecture",
            "doc_type": "news",
            "report_year": 2022,
            "published": "2022-08-29",
            "issuer": "北汀日报",
        },
        fields=(("来源", "北汀日报"), ("发布日期", "2022-08-29")),
    ),
    "one line with everything": Case(
        "石漫区2019年法治政府建设情况的报告 2019年,石漫区认真落实各项任务,现将工作情况报告如下: "
        + FILLER,
        "",
        {
            "region": "石漫区",
            "province": "澜京市",
            "prefecture": "",
            "report_year": 2019,
            "title": "石漫区2019年法治政府建设情况的报告",
        },
    ),
    "signature in the running text": Case(
        "云溪县2019年法治政府建设情况的报告\n2019年,云溪县认真落实各项任务。",
        FILLER + " 云溪县人民政府 2020年1月8日",
        {"issuer": "云溪县人民政府", "published": "2020-01-08", "report_year": 2019},
    ),
    "signature behind its date": Case(
        "云溪县2019年法治政府建设情况的报告\n2019年,云溪县认真落实各项任务。",
        "2020/1/8\n云溪县人民政府",
        {"issuer": "云溪县人民政府", "published": "2020-01-08"},
    ),
    "spaced signature with attachments below": Case(
        "2019年法治政府建设情况的报告\n2019年,我县认真落实各项任务。",
        "云 溪 县 人 民 政 府\n2020 年 1 月 8 日\n附件:任务分解表\n(此件公开发布)",
        {"region": "云溪县", "issuer": "云溪县人民政府", "published": "2020-01-08"},
    ),
    "page date before signature date": Case(
        "云溪县2019年法治政府建设情况的报告\n2019年,云溪县认真落实各项任务。",
        "云溪县人民政府\n2020年1月8日",
        {"published": "2020-02-03"},
        fields=(("发布日期", "2020.02.03"), ("成文日期", "2020-01-08")),
    ),
    "index number carries the code": Case(
        "2021年法治政府建设工作报告\n2021年,我县认真落实各项任务。",
        "",
        {"region": "云溪县", "prefecture": "青岚市"},
        fields=(("索引号", "990121ZFC00000/2022-130246"), ("发文日期", "2022-02-21")),
    ),
    "page title with site name": Case(
        "当前栏目\n2020年,我区认真落实各项任务。",
        "",
        {"title": "2020年法治政府建设年度报告", "region": "临澜区", "report_year": 2020},
        page_title="2020年法治政府建设年度报告_临澜区人民政府门户网站",
    ),
    "same name in two prefectures, decided by the page": Case(
        "鼓石区2020年法治政府建设年度报告\n2020年,我区认真落实各项任务。",
        "鼓石区人民政府\n2021年1月4日",
        {"region": "鼓石区", "region_code": "990203", "prefecture": "北汀市"},
        page_fields={"SiteName": "北汀市鼓石区人民政府"},
    ),
    "same name in two prefectures, decided by the text": Case(
        "鼓石区2020年法治政府建设年度报告\n2020年,我区按照青岚市委、青岚市政府部署,认真落实各项任务。",
        "鼓石区人民政府\n2021年1月4日",
        {"region_code": "990103", "prefecture": "青岚市"},
    ),
    "same name, undecided": Case(
        "鼓石区2020年法治政府建设年度报告\n2020年,我区认真落实各项任务。",
        "鼓石区人民政府\n2021年1月4日",
        {"region": "鼓石区", "region_code": "", "prefecture": "", "level": "county"},
    ),
    "abolished county": Case(
        "旧渡县2012年依法行政工作情况报告\n2012年,旧渡县认真落实各项任务。",
        "旧渡县人民政府\n2013年1月4日",
        {"region": "旧渡县", "region_code": "990122", "report_year": 2012},
    ),
    "place outside the table, chain written": Case(
        "2023年梧川市清砚县法治政府建设情况报告\n2023年,清砚县认真落实各项任务。",
        "梧川市清砚县人民政府\n2024年1月4日",
        {"region": "清砚县", "region_code": "", "prefecture": "梧川市", "level": "county"},
    ),
    "place outside the table, parent in the lead": Case(
        "清砚县2023年法治政府建设情况报告\n2023年,梧川市清砚县认真落实各项任务。",
        "清砚县人民政府\n2024年1月4日",
        {"region": "清砚县", "prefecture": "梧川市", "level": "county"},
    ),
    "a namesake in the table belongs elsewhere": Case(
        "梧川市临澜区2023年法治政府建设情况报告\n2023年,临澜区认真落实各项任务。",
        "梧川市临澜区人民政府\n2024年1月4日",
        {"region": "临澜区", "region_code": "", "prefecture": "梧川市", "province": ""},
    ),
    "town": Case(
        "云溪县青石镇2023年法治政府建设情况报告\n2023年,青石镇认真落实各项任务。",
        "青石镇人民政府\n2023年12月4日",
        {"region": "青石镇", "level": "township", "province": "海澜省", "prefecture": "青岚市"},
    ),
    "development zone": Case(
        "青岚市高新技术产业开发区2022年法治政府建设情况报告\n2022年,全区认真落实各项任务。",
        "青岚市高新技术产业开发区管理委员会\n2023年1月4日",
        {"region": "高新技术产业开发区", "prefecture": "青岚市", "level": "county", "department": ""},
    ),
    "other places in the text do not count": Case(
        "云溪县2023年法治政府建设情况报告\n2023年,云溪县学习北汀市鼓石区经验。鼓石区做法先进,鼓石区来访。",
        "云溪县人民政府\n2024年1月4日",
        {"region": "云溪县"},
    ),
    "file name fills the gap": Case(
        "工作情况\n认真落实各项任务。",
        "",
        {"region": "临澜区", "report_year": 2018},
        given="/data/临澜区2018年法治政府建设报告.txt",
    ),
    "labelled lines still in the text": Case(
        "索引号:990102-2021-001 发布机构:临澜区司法局\n发布日期:2022-03-01\n"
        "2021年法治政府建设情况报告\n2021年,我区认真落实各项任务。",
        "",
        {"region": "临澜区", "issuer": "临澜区司法局", "published": "2022-03-01", "report_year": 2021},
    ),
    "daily name of an autonomous prefecture": Case(
        "南屿州2020年法治政府建设工作情况报告\n2020年,南屿州坚持依法行政,全州上下一心。",
        "南屿州人民政府\n2021年2月26日",
        {"region": "南屿彝族自治州", "region_code": "992800", "level": "prefecture"},
    ),
    "zone named after its city": Case(
        "北汀高新区2022年法治政府建设工作报告\n2022年,高新区坚持依法行政。",
        "",
        {"region": "北汀高新区", "prefecture": "北汀市", "level": "county", "report_year": 2022},
    ),
    "speech to the congress": Case(
        "关于我市2021年度法治政府建设情况的报告\n——2022年2月20日在市人大常委会会议上\n"
        "望枫市司法局局长 林一帆\n受市人民政府委托,现将我市2021年度法治政府建设情况报告如下,请审议:",
        "",
        {"region": "望枫市", "department": "", "report_year": 2021},
    ),
    "red-headed paper": Case(
        "云溪县人民政府文件\n云政发〔2022〕3号\n云溪县人民政府关于2021年度法治政府建设工作情况的报告\n"
        "青岚市人民政府:\n2021年,在市委领导下,我县扎实工作。",
        "云溪县人民政府\n2022年1月20日",
        {"title": "云溪县人民政府关于2021年度法治政府建设工作情况的报告", "report_year": 2021},
    ),
    "letter that sends a report": Case(
        "关于报送2022年法治政府建设工作总结的函\n市委依法治市办:\n现将我区2022年工作总结报送如下。",
        "临澜区人民政府\n2022年12月1日",
        {"title": "关于报送2022年法治政府建设工作总结的函", "region": "临澜区", "report_year": 2022},
    ),
    "department without its place, site with it": Case(
        "市水利局2021年度法治政府建设报告\n2021年,市水利局认真履职,我局上下一心。",
        "",
        {"region": "青岚市", "department": "水利局", "report_year": 2021},
        page_fields={"SiteName": "青岚市水利局"},
    ),
    "department in the announcing clause": Case(
        "2021年度法治政府建设年度报告\n根据有关规定,现将云溪县水务局2021年度法治政府建设情况公布如下:",
        "云溪县水务局\n2022年1月14日",
        {"region": "云溪县", "department": "水务局", "report_year": 2021},
    ),
    "department behind a dash": Case(
        "2022年度依法行政工作报告——云溪县农业农村局\n2022年,我局扎实工作。",
        "",
        {"region": "云溪县", "department": "农业农村局", "report_year": 2022},
    ),
    "three years in one report": Case(
        "2018年—2020年云溪县法治政府建设情况报告\n近三年来,我县扎实工作。",
        "云溪县人民政府\n2020年11月20日",
        {"report_year": 2020, "doc_type": "work_report"},
    ),
    "opinion on a report": Case(
        "云溪县人大常委会关于县人民政府2022年法治政府建设情况报告的审议意见\n县人民政府:\n会议认为工作扎实。",
        "",
        {"region": "云溪县", "doc_type": "other"},
    ),
    "source line with its date": Case(
        "依法行政迈出新步伐\n来源:北汀日报 2022-12-05\n本报讯 2022年,北汀市坚持依法行政,我市亮点纷呈。北汀市再添新功。",
        "",
        {"region": "北汀市", "doc_type": "news", "issuer": "北汀日报", "published": "2022-12-05"},
    ),
    "article whose subtitle says what it is on": Case(
        "以法治之力护航海岛振兴\n——青岚市2022年推进法治政府建设综述\n海风拂面,青岚市法治花开,群众满意。",
        expected={"region": "青岚市", "report_year": 2022},
        fields=(("日期", "2023-02-19 08:30"), ("来源", "青岚日报")),
    ),
    "article that names its city in passing": Case(
        "依法行政迈出新步伐\n近日,记者从清砚市司法局获悉,各项任务全部完成。记者走访清砚市政务大厅,办事群众点赞清砚市。",
        "",
        {"region": "清砚市", "doc_type": "news", "report_year": 2022},
        fields=(("来源", "法治晚报"), ("发布日期", "2022-12-05")),
    ),
    "site whose title part has a colon": Case(
        "县政府2022年法治政府建设工作情况报告\n2022年,县政府坚持依法行政。",
        "",
        {"region": "云溪县", "prefecture": "青岚市", "report_year": 2022, "department": ""},
        page_title="县政府2022年法治政府建设工作情况报告|青岚市云溪县人民政府网站",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("full_width", [False, True], ids=["narrow", "wide"])
def test_extract_metadata_reads_varied_heads_and_signatures(name: str, full_width: bool) -> None:
    case = CASES[name]
    if full_width:
        case = Case(
            wide(case.head),
            wide(case.tail),
            case.expected,
            case.given,
            case.page_title,
            case.page_fields,
            case.fields,
        )
    found = extract(case).metadata
    actual = {key: getattr(found, key) for key in case.expected}
    expected = dict(case.expected)
    if full_width and "title" in expected:
        expected["title"] = wide(str(expected["title"]))
    assert actual == expected
