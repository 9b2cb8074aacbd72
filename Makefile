# Running needs Python 3.11 or newer (with venv and pip), make and git; nothing else.
# PORT, HOST, PARLEY_DATA, DATABASE_URL, CACHE_URL and the others of README.md are read as they are.

PYTHON ?= python3
BIN := .venv/bin
SHELL := /bin/sh
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help run test check lock vendor format clean

help: ## Say what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile | expand -t 10

run: $(BIN)/installed ## Serve the site on http://127.0.0.1:8000 (PORT and HOST change it)
	@exec $(BIN)/python manage.py serve

# Both at once where there are two databases: a run keeps one core busy.
test: $(BIN)/installed-dev ## Run every test on SQLite, and at once where TEST_DATABASE_URL and TEST_CACHE_URL say
	@if [ -n "$$TEST_DATABASE_URL$$TEST_CACHE_URL" ]; then \
	  log=$$(mktemp); \
	  env $${TEST_DATABASE_URL:+DATABASE_URL="$$TEST_DATABASE_URL"} \
	    $${TEST_CACHE_URL:+CACHE_URL="$$TEST_CACHE_URL"} \
	    $(PYTEST) -m "not browser" -p no:cacheprovider >$$log 2>&1 & elsewhere=$$!; \
	  trap 'kill $$elsewhere; exit 1' INT TERM; \
	fi; \
	$(PYTEST); here=$$?; there=0; \
	if [ -n "$$elsewhere" ]; then \
	  echo "And on the database and cache of TEST_DATABASE_URL and TEST_CACHE_URL:"; \
	  wait $$elsewhere; there=$$?; cat $$log; rm $$log; \
	fi; \
	exit $$((here || there))

check: $(BIN)/installed-dev ## Check form, types, templates, settings, migrations and dependencies
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/djade --check $$(find templates -name '*.html')
	PARLEY_URL=https://parley.example $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python scripts/audit.py

format: $(BIN)/installed-dev ## Put code and templates into their one form
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	-$(BIN)/djade $$(find templates -name '*.html')

lock: $(BIN)/installed-dev ## Pin what requirements*.in ask for (UPGRADE=--upgrade takes the newest)
	$(COMPILE) $(UPGRADE) requirements.in -o requirements.txt
	$(COMPILE) $(UPGRADE) requirements-s3.in -o requirements-s3.txt
	$(COMPILE) $(UPGRADE) requirements-dev.in -o requirements-dev.txt

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-annotate

vendor: ## Copy the front-end files that package-lock.json pins (needs npm)
	npm ci --ignore-scripts
	$(PYTHON) scripts/vendor.py

clean: ## Remove what can be made again; the data folder stays
	rm -rf .venv node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -prune -exec rm -rf {} +

# The virtual environment, filled anew whenever a lock file changes.

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Parley needs Python 3.11 or newer. Install it, or name it: make PYTHON=/path/to/python3.11"; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Parley needs Python's venv and pip. On Debian: apt-get install python3-venv"; \
	  exit 1; }
	@$(PYTHON) -m venv .venv

$(BIN)/installed: requirements.txt | $(BIN)/python
	@echo "Installing what requirements.txt pins"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(BIN)/installed-dev: requirements-dev.txt | $(BIN)/python
	@echo "Installing what requirements-dev.txt pins"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r $<
	@touch $@ $(BIN)/installed
