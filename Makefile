# Everything runs in .venv, which is made when first needed and kept until `make clean`.

VENV := .venv
BIN := $(VENV)/bin
# The first of these that runs and is new enough.
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
# An old pip builds what has no wheel in a way that fails; --use-pep517 keeps it from that.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --use-pep517

.PHONY: help demo test lint wheel docs clean print-python

help:
	@echo 'make demo   two examples on the terminal, all of them into out.jsonl'
	@echo 'make test   lint, types, layers, dead code, tests'
	@echo 'make lint   lint, types, layers, dead code'
	@echo 'make wheel  the wheel, into dist/'
	@echo 'make docs   the documentation as a site, into build/site'
	@echo 'make clean  remove whatever make has made'

$(VENV)/made:
	@test -n '$(PYTHON)' || { echo 'gkml needs Python 3.11 or newer; name one: make PYTHON=/path/to/python'; exit 1; }
	$(PYTHON) -m venv $(VENV)
	touch $@

# Editable installs see changed code at once; only pyproject.toml asks for a new one.
$(VENV)/installed: pyproject.toml $(VENV)/made
	@echo 'installing into $(VENV); the first time this takes some minutes'
	$(INSTALL) --editable .
	touch $@

$(VENV)/installed-dev: pyproject.toml $(VENV)/made
	@echo 'installing into $(VENV); the first time this takes some minutes'
	$(INSTALL) --editable '.[all,dev]'
	touch $(VENV)/installed $@

demo: $(VENV)/installed
	$(BIN)/gkml show examples/jinshui_2023_contradiction.txt examples/xiling_2019.html
	$(BIN)/gkml extract examples -o out.jsonl -v
	$(BIN)/gkml check out.jsonl --areas examples/series/areas.csv
	@echo 'out.jsonl: one record a line for each report'

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture

test: lint
	$(BIN)/pytest -n 2 --dist loadgroup

wheel: $(VENV)/made
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

docs: $(VENV)/installed-dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

print-python:
	@echo "$(PYTHON)"

clean:
	rm -rf $(VENV) dist build out.jsonl .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find gkml tests benchmarks -name __pycache__ -prune -exec rm -rf {} +
