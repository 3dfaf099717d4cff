# `make run` starts Atrium, `make test` proves it. Both need Python 3.11 or newer and nothing else.

PY := .venv/bin/python
PYTEST := $(PY) -m pytest -q -n 2
# The files with a test that is slow, or runs alone: each worker would read all the others for nothing.
SLOW = $(shell grep -rl --include='test_*.py' --exclude-dir=matrix 'mark\.slow' tests | sort)
ALONE = $(shell grep -rl --include='test_*.py' 'mark\.alone' tests | sort)
APART = $(shell grep -rl --include='test_*.py' 'mark\.apart' tests | sort)
PORT ?= 8000
export PORT

.DEFAULT_GOAL := help
.PHONY: help run test slow together alone apart soak rows examples coverage lint check bench reset lock runtime develop browser

help: ## List the commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS='	' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

run: runtime ## Start everything on PORT (8000); Ctrl-C stops it
	@exec $(PY) -m core.runner

test: develop ## Run the tests: no browser, no kills
	$(PYTEST) -m "not slow and not alone"
	$(PY) -m pytest -q -m "alone and not slow" $(ALONE)

slow: ## Run the tests that use a browser, kill servers or take long
	@$(MAKE) --no-print-directory together
	@$(MAKE) --no-print-directory -j2 --output-sync=target alone apart

# Three workers for two cores: many of these tests wait for servers and browsers.
together: develop browser
	$(PYTEST) -n 3 -m "slow and not alone and not apart" --dist loadfile --no-loadscope-reorder $(SLOW)
	$(PYTEST) -m "slow and not alone" --maxschedchunk 1 tests/matrix

alone: develop
	$(PY) -m pytest -q -m "alone and slow" $(ALONE)

apart: develop
	$(PYTEST) -m apart --dist loadfile $(APART)

soak: export ATRIUM_DEPTH := full
soak: slow ## Run the slow tests as often as is promised: fifty kills, all examples, every address asked by everybody

rows: develop ## Write docs/contract-rows.md from the tests that perform contract rows
	@ATRIUM_WRITE_ROWS=1 exec $(PY) -m pytest -q tests/contracts -m row

examples: develop ## Write api/openapi/examples.json from calls that are answered
	@ATRIUM_WRITE_EXAMPLES=1 $(PY) -m pytest -q -n 0 tests/schema/test_examples.py -m slow
	@exec $(PY) manage.py api_schema

coverage: develop ## Run the fast tests and show the branches they miss
	$(PYTEST) -m "not slow and not alone" --cov --cov-report=
	$(PY) -m pytest -q -m "alone and not slow" $(ALONE) --cov --cov-append --cov-report=term-missing

lint: develop ## Style, types, layers, settings of production, forgotten migrations, what the API took away
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy .
	.venv/bin/lint-imports
	ATRIUM_PRODUCTION=true SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))') \
	ALLOWED_HOSTS=atrium.example $(PY) manage.py check --deploy --fail-level WARNING
	$(PY) manage.py makemigrations --check --dry-run
	@if last=$$(git describe --tags --abbrev=0 --match 'v*' 2>/dev/null); then mkdir -p .atrium && \
	git show $$last:api/schema.yaml > .atrium/released.yaml && $(PY) manage.py api_schema --against .atrium/released.yaml; fi

check: develop browser ## Everything CI runs
	@$(MAKE) --no-print-directory -j3 --output-sync=target lint alone apart # two of them mostly wait
	@$(MAKE) --no-print-directory test together

bench: develop ## Compare speed with PostgreSQL's own and with plain Django; exit 1 below a bar
	@exec $(PY) -m benchmarks

reset: runtime ## Throw the embedded database away; the next `make run` loads the demo again
	@exec $(PY) -m core.embedded reset

COMPILE := $(PY) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url
lock: develop ## Resolve the newest allowed versions and write both locks
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

runtime:
	@.ci/install requirements.lock

develop:
	@.ci/install requirements-dev.lock

browser:
	@.ci/browser
