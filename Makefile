# The everyday commands. `make` alone lists them.
PYTHON ?= python3
PORT ?= 8000
DEMO ?= 1
BIN := .venv/bin
SHELL := /bin/sh

.DEFAULT_GOAL := help
.PHONY: help run test check bench demo screenshots lock

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/runtime ## start everything on localhost:8000 (PORT=8001, DEMO=0 for an empty school)
	@DEMO=$(DEMO) exec $(BIN)/python -m mentorship.supervisor --port '$(PORT)' --stop-with-parent

test: .venv/develop ## run the whole test suite, on SQLite and on PostgreSQL
	$(BIN)/python -m tests.chromium
	$(BIN)/pytest -q -n 2
	$(BIN)/python -m tests.postgres $(BIN)/pytest -q -n 2 -m postgres

check: export DEBUG := 1
check: .venv/develop ## run the linters, the type checker and Django's own checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -W error -m tests.deployment
	$(BIN)/mypy

bench: .venv/develop ## print how long the busiest pages take, at three sizes of school
	$(BIN)/python -m tests.bench

demo: .venv/runtime ## put the demo school back to its first day
	$(BIN)/python -m mentorship.supervisor.reset

screenshots: .venv/develop ## renew the pictures in docs/
	$(BIN)/python -m tests.screenshots

lock: .venv/develop ## renew the lock files after a change in pyproject.toml
	$(BIN)/uv pip compile pyproject.toml -o requirements.lock $(LOCK)
	$(BIN)/uv pip compile pyproject.toml --group dev -o requirements-dev.lock $(LOCK)

LOCK := --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header

# The environment is installed once a lock file; a second start does not touch the network.
.venv/runtime: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
		|| { echo "Mentorship needs Python 3.11 to 3.13: name one, such as 'make run PYTHON=python3.12'." >&2; exit 1; }
	@echo "Installing into .venv ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/develop: .venv/runtime requirements-dev.lock
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
