# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/dev-ready

.PHONY: demo test check check-all docs bench clean

demo: $(VENV)/ready
	$(BIN)/python examples/demo.py

test: $(READY)
	$(BIN)/python -m pytest -q -n auto --dist loadfile

# What .ci/run checks beyond the tests, cheapest first.
check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright

# A night's run: a million random cases of pauses in whole days, and far more of everything else.
check-all: export THUTUC_PAUSES_BY_DAY = 1000000
check-all: export THUTUC_PAUSES_TO_THE_MINUTE = 20000
check-all: export THUTUC_EXPLANATIONS = 200000
check-all: export THUTUC_EXAMPLES = 300
check-all: check test
	bash .ci/oracles

docs: $(VENV)/docs-ready
	$(BIN)/mkdocs build --strict --site-dir build/site

bench: $(VENV)/bench-ready
	$(BIN)/python bench/bench.py

# The demo needs the library and its fastest engine for whole tables; all else needs the tools as well.
$(VENV)/ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "thutuc needs Python 3.11 or later; say which with: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=23.1"
	$(BIN)/python -m pip install --quiet --editable ".[fast]"
	@touch $@

$(READY): $(VENV)/ready
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	@touch $@

$(VENV)/docs-ready: $(READY)
	$(BIN)/python -m pip install --quiet --editable ".[docs]"
	@touch $@

$(VENV)/bench-ready: $(READY)
	$(BIN)/python -m pip install --quiet --editable ".[bench]"
	@touch $@

clean:
	rm -rf $(VENV) .venvs build dist site
