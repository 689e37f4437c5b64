# The commands of the house. `make run` and `make test` need Python 3.11 or later and make, nothing else.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
CATALOGUES := $(wildcard locales/*/LC_MESSAGES/*.po)
COMPILED := $(CATALOGUES:.po=.mo)

.PHONY: help install run test bench fmt messages lock check-static test-sqlite test-postgresql clean

help: ## Show the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: .venv/installed $(COMPILED) ## Install what running needs into .venv, from the lock file

run: install ## Migrate, load the demo, start web and worker
	$(BIN)/smartskola db upgrade
	$(BIN)/smartskola serve --demo

test: install .venv/installed-for-tests tests/browser/node_modules/installed check-static test-sqlite test-postgresql ## Everything that CI checks

check-static: ## Format, lint, types, imports, content
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/smartskola check || [ $$? -eq 1 ] # 1 means warnings only: shown, not stopping

test-sqlite: ## All tests, on SQLite, browser tests included
	$(BIN)/pytest -n 2 --cov --cov-report=term-missing:skip-covered

test-postgresql: ## The data tests again, on a PostgreSQL cluster of their own
	$(BIN)/pytest -n 2 -m data --database=postgresql

bench: install .venv/installed-for-tests tests/browser/node_modules/installed ## Speed, memory and size as ratios in one run
	$(BIN)/python -m tests.bench

fmt: .venv/installed-for-tests ## Format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: install ## Collect the messages anew and merge them into every catalogue
	$(BIN)/python -m locales.collect

lock: .venv/installed-for-tests ## Resolve the dependencies of pyproject.toml into the lock files
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
		--custom-compile-command "make lock" pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
		--custom-compile-command "make lock" --constraint requirements.txt --group dev pyproject.toml -o requirements-dev.txt

clean: ## Remove what the other commands made
	rm -rf .venv tests/browser/node_modules $(COMPILED)

.venv/created:
	.ci/create-venv .venv
	touch $@

.venv/installed: .venv/created requirements.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/installed-for-tests: .venv/installed requirements-dev.txt .ci/install-packages
	.ci/install-packages
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

tests/browser/node_modules/installed: .venv/installed-for-tests tests/browser/package-lock.json
	npm ci --prefix tests/browser --no-audit --no-fund --silent
	touch $@

locales/%.mo: locales/%.po .venv/installed
	$(BIN)/pybabel -q compile --input-file $< --output-file $@
