# Two commands for a stranger: `make try` and `make test`. Everything is installed in .venv, in this folder.

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: try test check wheel clean

try: .venv/installed
	$(BIN)/onrecord extract examples/lighthouse.txt --no-json

test: .venv/tested
	$(BIN)/ruff check src tests training evaluation benchmarks docs/pictures
	$(BIN)/ruff format --check src tests training evaluation benchmarks docs/pictures
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile
	$(BIN)/python evaluation/gate.py

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "onrecord needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + ": make PYTHON=python3.12 try")'
	$(PYTHON) -m venv .venv || { echo "python3-venv is missing? On Debian: apt-get install python3-venv"; rm -rf .venv; exit 1; }

.venv/installed: pyproject.toml constraints.txt | .venv/bin/python
	$(INSTALL) --editable .
	@touch $@

.venv/tested: pyproject.toml constraints.txt .venv/installed
	$(INSTALL) --editable '.[test]'
	@$(BIN)/python tests/system.py
	@touch $@

wheel: | .venv/bin/python
	$(INSTALL) build
	$(BIN)/python -m build --quiet --wheel

clean:
	rm -rf .venv dist build
