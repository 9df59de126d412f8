import inspect
import pickle

import pytest

from vectorstore import errors


@pytest.mark.parametrize(
    "kind",
    [
        each
        for each in vars(errors).values()
        if inspect.isclass(each) and issubclass(each, errors.LoadError)
    ],
)
def test_a_load_error_survives_the_way_from_a_worker(kind: type[errors.LoadError]) -> None:
    error = pickle.loads(pickle.dumps(kind("报告.pdf", "no text layer: run OCR first")))
    assert type(error) is kind
    assert (error.source, error.problem) == ("报告.pdf", "no text layer: run OCR first")
    assert str(error) == "报告.pdf: no text layer: run OCR first"


def test_every_error_stands_in_the_printed_tree() -> None:
    tree = errors.__doc__ or ""
    kinds = [
        name
        for name, each in vars(errors).items()
        if inspect.isclass(each) and issubclass(each, Exception)
    ]
    assert len(kinds) > 20
    assert [name for name in kinds if name not in tree] == []
