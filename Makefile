# Every target builds on `setup` and asks for nothing by hand.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STORE ?= .run/store
export GRADIO_ANALYTICS_ENABLED := False
# What the browser tests drive; brought by apt where it is missing and this user may install.
export CHROMIUM ?= $(or $(shell command -v chromium chromium-browser google-chrome | head -n 1),/usr/bin/chromium)

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

$(CHROMIUM):
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else \
	    echo "The browser tests need Chromium, and $@ is missing. On Debian:" >&2; \
	    echo "    sudo apt-get install --no-install-recommends chromium" >&2; \
	    echo "Elsewhere name the program: make test CHROMIUM=/path/to/chromium" >&2; \
	    exit 1; \
	fi

# Two processes share what needs no browser; pages are driven one after the other.
test: lint $(CHROMIUM)
	$(BIN)/python -m pytest --ignore tests/browser --numprocesses 2 --dist loadfile
	$(BIN)/python -m pytest tests/browser

bench: setup
	$(BIN)/python -m benchmarks

eval: setup
	$(BIN)/yiju eval $(or $(QUESTIONS),samples/questions.jsonl) --store $(STORE)

# make gauge SETS="estate gold" OPTIONS="--types --json gauge.json"
gauge: setup
	$(BIN)/python -m benchmarks.gauge $(SETS) $(OPTIONS)

clean:
	rm -rf $(VENV) .run
