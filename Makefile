.DEFAULT_GOAL := help
.PHONY: help install run test lint bench eval clean

PYTHON ?= python3
VENV := .venv
INSTALLED := $(VENV)/.installed

help: ## Show this help
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; name one with: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --disable-pip-version-check --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

install: $(INSTALLED) ## Install everything into .venv; run and test do it themselves

run: $(INSTALLED) ## Start: the Telegram bot, or without a token the playground, a chat page
	@$(VENV)/bin/briefing run

test: $(INSTALLED) ## Run the whole test suite
	$(VENV)/bin/pytest --numprocesses auto --maxprocesses 4 --dist loadfile

lint: $(INSTALLED) ## Check style (ruff) and types (mypy)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

bench: $(INSTALLED) ## Measure speed and memory on this machine, in about two minutes
	$(VENV)/bin/python -m benchmarks $(if $(BENCH_SET),"$(BENCH_SET)")

eval: $(INSTALLED) ## Score answers on a question set: make eval EVAL_SET=folder
	@test -n "$(EVAL_SET)" || { echo "Name a question set: make eval EVAL_SET=folder" >&2; exit 1; }
	$(VENV)/bin/briefing eval "$(EVAL_SET)"

clean: ## Remove the virtual environment and caches
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
