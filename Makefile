# The everyday commands. `make` alone lists them.
PYTHON ?= python3
UV ?= uv
PORT ?= 8000
DEMO ?= 1
BIN := .venv/bin
SHELL := /bin/sh

# Compiled once, not by each of the many processes that a run of the tests starts.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test check bench demo screenshots lock

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/runtime ## start everything on localhost:8000 (PORT=8001, DEMO=0 for an empty school)
	@DEMO=$(DEMO) exec $(BIN)/python -m mentorship.supervisor --port '$(PORT)' --stop-with-parent

test: .venv/develop ## run the whole test suite, on SQLite and on PostgreSQL
	$(BIN)/python -m tests.chromium
	$(BIN)/pytest -q -n 3
	$(BIN)/python -m tests.postgres $(BIN)/pytest -q -n 3 -m postgres

check: .venv/develop ## run the linters, the type checker and Django's own checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --quiet --lint templates
	DEBUG=1 DATABASE_URL=sqlite://:memory: $(BIN)/python manage.py makemigrations --check --dry-run
	$(DEPLOYED) $(BIN)/python manage.py check --deploy --fail-level WARNING
	DEBUG=1 $(BIN)/mypy

# Settings as a school has them, with secrets of this one run.
DEPLOYED = DEBUG=0 DEMO=0 SITE_URL=https://mentoring.example \
	SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
	ENCRYPTION_KEYS="$$($(BIN)/python -c 'import base64, secrets; print(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())')"

bench: .venv/develop ## print how long the busiest pages take, at three sizes of school, how long matching takes and how fast mail leaves
	$(BIN)/python -m tests.bench
	$(BIN)/python -m benchmarks.matching

demo: .venv/runtime ## put the demo school back to its first day
	$(BIN)/python -m mentorship.supervisor.reset

screenshots: .venv/develop ## renew the pictures in docs/
	$(BIN)/python -m tests.screenshots

lock: ## renew the lock files after a change in pyproject.toml (needs uv; UV= names it)
	$(UV) pip compile pyproject.toml -o requirements.lock $(LOCK)
	$(UV) pip compile pyproject.toml --group dev -o requirements-dev.lock $(LOCK)

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
