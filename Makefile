# The whole of the project's chores. `make try` and `make test` need only Python 3.11+, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Many tests wait for processes of their own: one worker more than there are cores keeps the cores at work.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')
FULL := --extra charts --extra mcp --extra scaled

.PHONY: try run doctor console manifest invite test lint types unit format bench torture documents picture lock clean help

help:            ## say what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*##/ -/'

$(VENV)/runtime: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Galerne needs Python 3.11 or newer; set PYTHON=python3.12, say."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what requirements.txt locks into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch $@

$(VENV)/development: requirements-dev.txt $(VENV)/runtime
	@echo "Installing what requirements-dev.txt locks into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	@touch $@

$(VENV)/sandbox: requirements-sandbox.txt $(VENV)/runtime
	@echo "Installing what requirements-sandbox.txt locks into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-sandbox.txt
	@touch $@

try: $(VENV)/sandbox     ## play a short team conversation on both platforms, with no account
	@$(BIN)/python -m bot try

run: $(VENV)/runtime     ## start the bot with the tokens in .env
	@$(BIN)/python -m bot run

doctor: $(VENV)/runtime  ## try the keys in .env, and say what is missing
	@$(BIN)/python -m bot doctor

console: $(VENV)/runtime ## chat in this terminal; needs MISTRAL_API_KEY
	@$(BIN)/python -m bot console

manifest: $(VENV)/runtime ## print the Slack app manifest
	@$(BIN)/python -m bot manifest

invite: $(VENV)/runtime  ## print the Discord invite link; needs DISCORD_TOKEN
	@$(BIN)/python -m bot invite

test: lint types unit    ## everything: format, lint, strict types, tests

lint: $(VENV)/development   ## format and lint check
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: $(VENV)/development  ## strict types
	@$(BIN)/mypy

unit: $(VENV)/development   ## the tests alone
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal

format: $(VENV)/development ## put the code into its format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(VENV)/development  ## measure; prints a table and never fails
	@$(BIN)/python -m tests.bench

torture: $(VENV)/development ## kill the bot 200 times under load; SEED=n repeats a run, KILLS=n makes it longer, SCALED=1
	@$(BIN)/python -m tests.faults --kills $(or $(KILLS),200) $(if $(SEED),--seed $(SEED)) $(if $(SCALED),--scaled)

documents: $(VENV)/runtime ## renew what is made from the code: example.env, docs/settings.md, the manifest
	@$(BIN)/python -m bot.example_env
	@$(BIN)/python -m bot manifest > deploy/slack-manifest.json

picture: $(VENV)/sandbox ## draw the README's picture from the transcript of `make try`
	@$(BIN)/python -m bot.trial.picture docs/conversation.svg

lock: $(VENV)/development   ## renew the requirements files from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header $(FULL) --output-file requirements.txt pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header $(FULL) --extra sandbox --constraint requirements.txt --output-file requirements-sandbox.txt pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header $(FULL) --extra dev --constraint requirements.txt --constraint requirements-sandbox.txt --output-file requirements-dev.txt pyproject.toml

clean:           ## remove the virtual environment and the caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
