# The README's commands. Everything is set up in .venv; nothing outside the clone is touched.
PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up

.PHONY: run test check build setup clean
run: build
	$(BIN)/kb serve --indexes indexes --port $(PORT)

build: setup
	$(BIN)/kb build --corpus corpus --indexes indexes

test: setup
	$(BIN)/python -m pytest

check: setup
	$(BIN)/ruff check .
	$(BIN)/mypy

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[build,test]'
	touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info
