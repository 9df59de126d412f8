# Every target builds on `setup` and asks for nothing by hand.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STORE ?= .run/store
export GRADIO_ANALYTICS_ENABLED := False

.PHONY: setup run test lint bench eval gauge clean

setup: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@

run: setup
	$(BIN)/yiju ingest samples --store $(STORE)
	$(BIN)/yiju serve --store $(STORE)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	$(BIN)/python -m pytest

bench: setup
	$(BIN)/python -m benchmarks

eval: setup
	$(BIN)/yiju eval $(or $(QUESTIONS),samples/questions.jsonl) --store $(STORE)

# make gauge SETS="estate gold" OPTIONS="--types --json gauge.json"
gauge: setup
	$(BIN)/python -m benchmarks.gauge $(SETS) $(OPTIONS)

clean:
	rm -rf $(VENV) .run
