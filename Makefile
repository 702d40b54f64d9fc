# Every target prepares its own virtual environment; `make` alone lists them.
VENV ?= .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell sh scripts/find-python.sh)
WORKERS ?= 2
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input
export MPLBACKEND := Agg

.DEFAULT_GOAL := help
.PHONY: help demo test check fix bench lock

help: ## list what one can make
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

demo: $(VENV)/.runtime ## play in the browser: no tokens, no server, no set-up
	@$(BIN)/quizstreak demo

test: $(VENV)/.development ## run every test, on SQLite and PostgreSQL, with coverage
	@bash scripts/install-chromium.sh
	@$(BIN)/coverage erase
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --cov --cov-report= $(ARGS)
	@$(BIN)/coverage report --include='bot/*' --fail-under=95

check: $(VENV)/.development ## format, lint, types, import rules, questions, shape
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/quizstreak bank check
	$(BIN)/python scripts/shape.py

fix: $(VENV)/.development ## format, and repair what the linter can
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: $(VENV)/.development ## measure intake, ticks, leaderboard, and Slack at nine
	$(BIN)/python -m benchmarks

lock: $(VENV)/.development ## choose dependencies anew, within pyproject.toml's bounds
	$(BIN)/python scripts/lock.py --upgrade

$(VENV)/.runtime: requirements.txt pyproject.toml
	@$(make_environment)
	@echo "Installing what Quizstreak needs into $(VENV) (once) ..."
	@$(PIP) install --require-hashes -r requirements.txt
	@$(install_ourselves)
	@touch $@

$(VENV)/.development: requirements-dev.txt pyproject.toml
	@$(make_environment)
	@echo "Installing what tests and checks need into $(VENV) (once) ..."
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@$(install_ourselves)
	@touch $(VENV)/.runtime $@

# Locked setuptools builds the editable install, so that no index is asked for it.
install_ourselves = $(PIP) install --no-deps --no-build-isolation --editable .

define make_environment
$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
	test -n "$(PYTHON)" \
	|| { echo "Quizstreak needs Python 3.11 or newer; install one, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }; \
	"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo "$(PYTHON) is no Python 3.11 or newer; name one that is: make PYTHON=/path/to/python3" >&2; exit 1; }; \
	"$(PYTHON)" -m venv $(VENV) \
	|| { echo "$(PYTHON) cannot make a virtual environment; on Debian: sudo apt-get install python3-venv" >&2; exit 1; }; }
endef
