# The commands of the house; `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PREPARE := tests/testbed/setup/prepare.sh
PYTHON_IN := .venv/bin/python
OFFSCREEN := QT_QPA_PLATFORM=offscreen
BENCHMARKS = $(filter-out __init__,$(basename $(notdir $(wildcard tests/benchmarks/*.py))))

.PHONY: help setup lint test journey demo screenshots bench clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what is missing: Debian packages, .venv, the private Asterisk
	@$(PREPARE) test

lint: setup ## style, types and import contracts
	@$(PYTHON_IN) -m ruff check .
	@$(PYTHON_IN) -m ruff format --check .
	@$(PYTHON_IN) -m mypy
	@.venv/bin/lint-imports --no-logo

test: lint ## lint, then every test on the real exchange and printer
	@$(OFFSCREEN) $(PYTHON_IN) -m pytest $(ARGS)

journey: setup ## one emergency from ring to closed, every trace checked
	@$(OFFSCREEN) $(PYTHON_IN) -m tests.journey

demo: ## open the windows with an exchange and a caller; ROLE=director: one more beside them
	@$(PREPARE) demo
	@$(PYTHON_IN) -m tests.testbed.demo $(ROLE)

screenshots: setup ## draw the windows in mid-emergency into docs/images/
	@$(OFFSCREEN) $(PYTHON_IN) -m tests.screenshots

bench: ## NAME=first_path: measure one path; the last line is its JSON
	@[ -n "$(filter $(NAME),$(BENCHMARKS))" ] || { echo "bench: say which: make bench NAME=…  known: $(BENCHMARKS)" >&2; exit 2; }
	@$(PREPARE) test
	@$(OFFSCREEN) $(PYTHON_IN) -m tests.benchmarks.$(NAME)

clean: ## remove .venv, caches and build folders; var/ stays
	@rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
