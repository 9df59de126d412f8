"""A few short fictional reports in two versions, and a second embedding model for them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tests.contracts.bundles import make_vector
from tests.faces import wide
from vectorstore.store import EmbedderIdentity, Vectors

PLACES = ("云溪县", "临澜区", "石漫区")
OTHER = EmbedderIdentity("other-test-model", 16, "other-fingerprint")


def report_text(place: str, version: int) -> str:
    """A report of every kind of part; its figures differ by version."""
    return wide(
        f"""{place}2023年法治政府建设年度报告
(虚构样例:地名、机构和数字均为编造)
2023年,{place}扎实推进法治政府建设,现将有关情况报告如下:
一、主要工作
(一)健全决策机制。全年合法性审查重大决策{17 + version}件,提出修改意见132条。
(二)化解行政争议。全年收到行政复议申请{80 + version}件,受理{70 + version}件,审结66件。
二、存在问题
一些部门的执法人员业务能力还不强,执法案卷制作不够规范。
三、下一步打算
持续加强执法培训,每季度开展一次案卷评查。
{place}人民政府
2024年1月20日
"""
    )


def write_files(folder: Path, version: int = 1, places: Sequence[str] = PLACES) -> Path:
    """The reports as files, one of a version for each place."""
    folder.mkdir(exist_ok=True)
    for place in places:
        (folder / f"{place}.txt").write_text(report_text(place, version), "utf-8")
    return folder


class OtherEmbedder:
    """Another model: the same text gives the same made-up vector of sixteen numbers."""

    identity = OTHER

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        rows = [make_vector(text, OTHER.dimension) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), OTHER.dimension)

    def embed_query(self, text: str) -> Vectors:
        return make_vector(text, OTHER.dimension)
