# The commands of the house. `make run` and `make test` need Python 3.11 or later and make, nothing else.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
TORCH := 2.13.0
# One more than the two cores that we count on: many tests wait for a process, a browser or a disk.
WORKERS := 3
CATALOGUES := $(wildcard locales/*/LC_MESSAGES/*.po)
COMPILED := $(CATALOGUES:.po=.mo)

.PHONY: help install speech run test bench fmt messages lock check-static test-sqlite test-browser test-postgresql clean

help: ## Show the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: .venv/installed $(COMPILED) ## Install what running needs into .venv, from the lock file

speech: .venv/installed-for-speech ## Install the speech engines, to make subtitles from recordings

run: install ## Migrate, load the demo, start web and worker
	$(BIN)/smartskola db upgrade
	$(BIN)/smartskola serve --demo

test: install .venv/installed-for-tests .venv/installed-for-speech tests/browser/node_modules/installed check-static test-sqlite test-browser test-postgresql ## Everything that CI checks

check-static: ## Format, lint, types, imports, content
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/smartskola check || [ $$? -eq 1 ] # 1 means warnings only: shown, not stopping

test-sqlite: ## The tests on SQLite, with what they cover
	$(BIN)/pytest -n $(WORKERS) --dist worksteal -m "not browser" --cov --cov-report=term-missing:skip-covered

# What browser tests cover is not counted: counting takes as long as the work itself.
test-browser: ## The pages in a real browser
	$(BIN)/pytest -n $(WORKERS) --dist worksteal -m browser

# Routes are thin: what they store and read is asked of PostgreSQL by the tests of actions, queries and jobs.
# With ROUTES= this runs the routes' tests on it, too.
ROUTES := --ignore-glob=*/routes
test-postgresql: ## The data tests again, on a PostgreSQL cluster of their own
	$(BIN)/pytest -n $(WORKERS) --dist worksteal -m data --database=postgresql $(ROUTES)

bench: install .venv/installed-for-tests .venv/installed-for-bench tests/browser/node_modules/installed ## Speed, memory and size as ratios in one run
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
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
		--custom-compile-command "make lock" --constraint requirements-dev.txt --override .ci/apart.txt \
		--extra openai-whisper --extra faster-whisper --extra ffmpeg pyproject.toml -o requirements-speech.txt

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

# PyTorch apart, without hashes: every kind of machine needs another build of it. Then openai-whisper, which is
# built from source here, with the tools of the lock file instead of whatever is newest.
.venv/installed-for-speech: .venv/installed requirements-speech.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "torch==$(TORCH)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
		--no-build-isolation -r requirements-speech.txt
	touch $@

.venv/installed-for-bench: .venv/installed-for-speech .ci/requirements-bench.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
		--no-build-isolation -r .ci/requirements-bench.txt
	touch $@

tests/browser/node_modules/installed: .venv/installed-for-tests tests/browser/package-lock.json
	npm ci --prefix tests/browser --no-audit --no-fund --silent
	touch $@

locales/%.mo: locales/%.po .venv/installed
	$(BIN)/pybabel -q compile --input-file $< --output-file $@
