"""BEIR folders and SQuAD files, on tiny fictional data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.evaluation.formats import Format, detect_format, read_beir, read_squad
from vectorstore.errors import QuestionSetError

DOCUMENTS: list[dict[str, object]] = [
    {"_id": "d1", "title": "云溪县", "text": "云溪县有三座桥。", "metadata": {}},
    {"_id": "d2", "title": "青岚市有一座塔", "text": ""},
]
QUERIES: list[dict[str, object]] = [{"_id": 7, "text": "几座桥"}, {"_id": "q2", "text": "塔在哪里"}]
QRELS = "query-id\tcorpus-id\tscore\n7\td1\t1\n7\td2\t0\n"
SQUAD: dict[str, list[object] | str] = {
    "version": "v1",
    "data": [
        {
            "title": "桥",
            "paragraphs": [
                {
                    "context": "云溪县有三座桥。桥边有塔。",
                    "qas": [
                        {
                            "id": "a",
                            "question": "几座桥?",
                            "answers": [
                                {"text": "三座", "answer_start": 4},
                                {"text": "三座", "answer_start": 4},
                                {"text": "三座桥", "answer_start": 4},
                            ],
                        },
                        {"id": "b", "question": "谁建的?", "answers": [], "is_impossible": True},
                        {"id": "c", "question": " ", "answers": [{"text": "塔"}]},
                    ],
                }
            ],
        },
        {
            "title": "再说桥",
            "paragraphs": [
                {
                    "context": "云溪县有三座桥。桥边有塔。",
                    "qas": [{"id": "d", "question": "桥边有什么?", "answers": [{"text": "塔"}]}],
                },
                {
                    "context": "青岚市有湖。",
                    "qas": [{"id": "e", "question": "哪里有湖?", "answers": [{"text": "青岚市"}]}],
                },
            ],
        },
    ],
}


def jsonl(path: Path, records: list[dict[str, object]]) -> None:
    path.write_text("\n".join(json.dumps(each) for each in records) + "\n", encoding="utf-8")


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "beir"
    (folder / "qrels").mkdir(parents=True)
    jsonl(folder / "corpus.jsonl", DOCUMENTS)
    jsonl(folder / "queries.jsonl", QUERIES)
    (folder / "qrels" / "test.tsv").write_text(QRELS, encoding="utf-8")
    return folder


def squad(tmp_path: Path, content: object = SQUAD) -> Path:
    path = tmp_path / "squad.json"
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
    return path


def test_a_beir_folder_is_read(beir: Path) -> None:
    benchmark = read_beir(beir)
    assert benchmark.format is Format.BEIR
    assert [(each.doc_id, each.title, each.text) for each in benchmark.documents] == [
        ("d1", "云溪县", "云溪县有三座桥。"),
        ("d2", "", "青岚市有一座塔"),
    ]
    (query,) = benchmark.queries
    assert (query.query_id, query.text, query.relevant) == ("7", "几座桥", {"d1": 1, "d2": 0})
    assert benchmark.notes == (
        "judgements from test.tsv",
        "1 queries without a relevant document were left out",
    )


def test_the_test_split_comes_first_and_any_will_do(beir: Path) -> None:
    (beir / "qrels" / "train.tsv").write_text("q2\td2\t1\n", encoding="utf-8")
    assert [query.query_id for query in read_beir(beir).queries] == ["7"]
    (beir / "qrels" / "test.tsv").unlink()
    assert [query.query_id for query in read_beir(beir).queries] == ["q2"]
    (beir / "qrels" / "train.tsv").rename(beir / "qrels" / "own.tsv")
    assert read_beir(beir).notes[0] == "judgements from own.tsv"


@pytest.mark.parametrize(
    ("qrels", "line", "named"),
    [
        ("query-id\tcorpus-id\tscore\n7\td1\n", 2, "2 fields"),
        ("7\td1\thigh\n", 1, "high"),
        ("7\td1\t1\nq9\td1\t1\n", 2, "q9"),
        ("7\td9\t1\n", 1, "d9"),
        ("7\td1\t0\n", 0, "no document relevant"),
    ],
)
def test_wrong_judgements_are_named(beir: Path, qrels: str, line: int, named: str) -> None:
    (beir / "qrels" / "test.tsv").write_text(qrels, encoding="utf-8")
    with pytest.raises(QuestionSetError, match=named) as caught:
        read_beir(beir)
    assert caught.value.line == line


def test_a_wrong_corpus_line_is_named(beir: Path) -> None:
    jsonl(beir / "corpus.jsonl", [*DOCUMENTS, {"_id": "d3"}])
    with pytest.raises(QuestionSetError, match="text") as caught:
        read_beir(beir)
    assert caught.value.line == 3
    jsonl(beir / "corpus.jsonl", [*DOCUMENTS, DOCUMENTS[0]])
    with pytest.raises(QuestionSetError, match="used before"):
        read_beir(beir)


def test_a_beir_folder_needs_judgements(beir: Path) -> None:
    (beir / "qrels" / "test.tsv").unlink()
    with pytest.raises(QuestionSetError, match=r"\.tsv"):
        read_beir(beir)


def test_a_squad_file_is_read(tmp_path: Path) -> None:
    benchmark = read_squad(squad(tmp_path))
    assert [each.text for each in benchmark.documents] == [
        "云溪县有三座桥。桥边有塔。",
        "青岚市有湖。",
    ]
    first, second, third = benchmark.queries
    assert (first.query_id, first.answers) == ("a", ("三座", "三座桥"))
    assert first.relevant == second.relevant == {benchmark.documents[0].doc_id: 1}
    assert third.relevant == {benchmark.documents[1].doc_id: 1}
    assert benchmark.notes == ("2 questions without an answer, or without words, were left out",)


def test_a_broken_squad_file_is_named(tmp_path: Path) -> None:
    broken = {"data": [{"paragraphs": [{"qas": list[object]()}]}]}
    with pytest.raises(QuestionSetError, match=r"data\.0\.paragraphs\.0\.context"):
        read_squad(squad(tmp_path, broken))
    with pytest.raises(QuestionSetError, match="no question"):
        read_squad(squad(tmp_path, {"data": []}))
    twice = {"data": [*SQUAD["data"], SQUAD["data"][1]]}
    with pytest.raises(QuestionSetError, match='"d" is used twice'):
        read_squad(squad(tmp_path, twice))


def test_formats_are_told_apart_by_content(beir: Path, tmp_path: Path) -> None:
    assert detect_format(beir) is Format.BEIR
    assert detect_format(squad(tmp_path)) is Format.SQUAD
    questions = tmp_path / "set.txt"
    questions.write_text('\n{"question": "?"}\n', encoding="utf-8")
    assert detect_format(questions) is Format.QUESTIONS
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text('{"query": "?"}\n', encoding="utf-8")
    assert detect_format(wrong) is Format.QUESTIONS


def test_what_is_no_evaluation_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match=r"corpus\.jsonl"):
        detect_format(tmp_path)
    other = tmp_path / "notes.txt"
    other.write_text("云溪县", encoding="utf-8")
    with pytest.raises(QuestionSetError, match="neither"):
        detect_format(other)
    other.write_text("\n", encoding="utf-8")
    with pytest.raises(QuestionSetError, match="empty"):
        detect_format(other)


def test_the_shared_cmrc_file_is_read() -> None:
    path = Path(__file__).parents[2].parent / "shared" / "external" / "cmrc2018_trial.json"
    if not path.exists():
        pytest.skip("the CMRC 2018 trial file is not beside the repository")
    assert detect_format(path) is Format.SQUAD
    benchmark = read_squad(path)
    texts = {each.doc_id: each.text for each in benchmark.documents}
    assert (len(texts), len(benchmark.queries)) == (256, 1000)
    for query in benchmark.queries:
        (doc_id,) = query.relevant
        assert any(answer in texts[doc_id] for answer in query.answers)
