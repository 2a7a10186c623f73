# `make review` writes a review packet of the bundled example; `make test` runs everything that is checked.
# Both set up .venv first. `make help` lists the rest.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: help setup review test lint unit notebooks refresh bench repos wheel clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/ready ## Set up .venv with pinned versions, and the system programs where that is allowed

.venv/ready: pyproject.toml constraints.txt .ci/setup
	@PYTHON=$(PYTHON) sh .ci/setup
	@touch $@

review: setup ## Review the bundled example and write the packet
	@$(BIN)/juncture demo

test: lint unit notebooks ## Run everything: lint, types, floors, tests, notebooks, browser, corpus

lint: setup ## Style, types, and the floors of the house
	$(BIN)/ruff format --check src tests
	$(BIN)/ruff check src tests
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: setup ## The tests: unit, security, browser, and corpus where JUNCTURE_CORPUS names it
	$(BIN)/pytest

notebooks: setup ## The notebooks' stored outputs are what they give today
	$(BIN)/juncture notebooks refresh --check
	$(BIN)/pytest --nbval --nbval-sanitize-with tests/notebooks/sanitize.cfg notebooks

refresh: setup ## Run the notebooks and store their outputs
	$(BIN)/juncture notebooks refresh

bench: setup ## Measure speed and memory beside the peers: ROWS="graphql start", CACHE=folder
	$(BIN)/python tests/bench $(if $(CACHE),--cache $(CACHE)) $(ROWS)

repos: setup ## Hold the kit against labelled public repositories and their last merges: REPOS=folder
	$(BIN)/python tests/truth $(REPOS)

wheel: setup ## Build the wheel into dist/
	$(BIN)/pip wheel --quiet --no-deps --wheel-dir dist .

clean: ## Remove what the targets made
	rm -rf .venv dist build reports/* .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
