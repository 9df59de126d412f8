import pytest

# The asserts of inherited contracts explain themselves as those of test modules do.
pytest.register_assert_rewrite(
    "tests.contracts.embedder_contract", "tests.contracts.store_contract"
)
