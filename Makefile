# `make` lists what there is. `make run` and `make test` are all that a newcomer needs.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install

.PHONY: help env run test check fix words docs bench lock pictures clean

help: ## List what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

env: .venv/.run ## Make just the environment (.venv, with the lenitive command)

.venv/.run: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Lenitive needs Python 3.11 or newer; none was found. Install it, or say PYTHON=/path/to/python3."; exit 1; }
	@echo "Making the environment in .venv with $(PYTHON) (the first time takes a minute)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { \
		echo "The venv module is missing. On Debian: apt-get install python3-venv"; rm -rf .venv; exit 1; }
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --no-index --editable .
	@touch $@

.venv/.dev: .venv/.run requirements-dev.lock
	@echo "Adding what the checks need"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

run: .venv/.run ## Serve the demonstration clinic on http://127.0.0.1:8000
	@$(BIN)/lenitive serve --demo

check: .venv/.dev ## Lint, format, types, import order, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet --ignore H015 src

test: check ## All checks and all tests
	$(BIN)/pytest -n 2 --dist loadfile

fix: .venv/.dev ## Put right what can be put right by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

words: .venv/.dev ## Collect the sentences for translation, and compile what is translated
	$(BIN)/python tools/words.py

docs: .venv/.dev ## Build the documentation into ./site
	$(BIN)/python docs/make_pages.py
	$(BIN)/mkdocs build --strict

pictures: .venv/.dev ## Take the pictures of the screens again (needs Chromium)
	$(BIN)/python docs/take_pictures.py

bench: .venv/.dev ## Run the benchmarks (they print figures and ratios; they judge nothing)
	@for b in benchmarks/[a-z]*.py; do echo "== $$b"; $(BIN)/python $$b || exit 1; done

lock: ## Resolve the dependencies again, with hashes (needs uv)
	uv pip compile pyproject.toml --extra semantic --group build --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate --no-emit-index-url --no-emit-find-links --quiet -o requirements.lock
	uv pip compile pyproject.toml --extra semantic --group dev --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate --no-emit-index-url --no-emit-find-links --quiet -c requirements.lock -o requirements-dev.lock

clean: ## Remove the environment and caches (the clinic's data in ./var stays)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis site
