# A fresh machine needs Python 3.11 or newer, git and make; the rest is fetched from here.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: demo test ready beside checked on-sqlite on-postgresql setup clients servers serve schema bench validate audit advisories lock
.DEFAULT_GOAL := demo
# Every process of the tests would compile anew what it imports.
unexport PYTHONDONTWRITEBYTECODE

demo: setup ## serve a simulated person
	@$(BIN)/python main.py demo

# Side by side, since each waits now and then: for processes of its own, or for the network.
test: ## all that CI runs
	@$(MAKE) --no-print-directory --jobs 3 ready
	@$(MAKE) --no-print-directory --jobs 2 on-sqlite beside

# The tests on SQLite are seen as they go; these are told each at its end.
beside:
	@$(MAKE) --no-print-directory --output-sync=target checked
	@$(MAKE) --no-print-directory --output-sync=target on-postgresql

ready: setup clients servers

checked:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright --warnings
	$(BIN)/lint-imports

# Of three tests one waits for a process of its own: so five at a time where there are two processors.
PROCESSORS = $$(getconf _NPROCESSORS_ONLN)
on-sqlite:
	$(BIN)/pytest -n $$(($(PROCESSORS) + 1)) --dist loadfile

# All but what opens no database (tests/conftest.py), on a real server; where there is none the
# tests say that they are left out.
on-postgresql:
	$(ON_POSTGRESQL) $(BIN)/pytest -n $(PROCESSORS) --dist loadfile tests
ON_POSTGRESQL = ATTUNE_TEST_DATABASE=postgresql

setup: .venv/installed node_modules/.package-lock.json ## install, in this folder alone
	@$(BIN)/python -m resolvers.graphiql.assets

serve: setup ## serve the people in the data folder
	@$(BIN)/python main.py serve

schema: setup ## write the GraphQL schema down
	$(BIN)/python main.py schema > schema/schema.graphql

bench: setup .venv-bench/installed ## measure
	$(BIN)/python -m benchmarks

SUITE = effects
validate: setup ## measure what is claimed of people whose truth is known
	$(BIN)/python -m validation $(if $(DATA),--data $(DATA),$(SUITE))

audit: setup ## attack it for minutes: 10,000 requests made up, and what stands beside an attack
	$(BIN)/pytest -m audit -s tests --ignore tests/reliability
	$(ON_POSTGRESQL) $(BIN)/pytest -m audit tests/storage
	$(BIN)/python -m tests.reliability

advisories: setup ## ask for known faults of the locked dependencies; needs the internet
	$(BIN)/uv tool run pip-audit --strict --disable-pip --require-hashes -r requirements.lock

lock: setup ## lock the dependencies anew: hashes, and no addresses
	$(BIN)/uv pip compile $(LOCK) pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile $(LOCK) --extra cluster pyproject.toml -o requirements-cluster.lock
	$(BIN)/uv pip compile $(LOCK) --group dev pyproject.toml -o requirements-dev.lock
	$(BIN)/uv pip compile $(LOCK) clients/python/pyproject.toml -o clients/python/requirements.lock
	$(BIN)/uv pip compile $(LOCK) -c requirements.lock --group bench -o requirements-bench.lock
LOCK = --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --universal --python-version 3.11

# An environment that is a link is another folder's, and is left as it is; so are node_modules.
.venv/installed: requirements-dev.lock requirements-uv.lock
	@if [ ! -L .venv ]; then set -e; \
	  echo "Installing into .venv ..."; \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one: make PYTHON=python3.12")'; \
	  $(PYTHON) -m venv .venv; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock; \
	  $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock; \
	fi
	@touch $@

clients: clients/python/.venv/installed clients/typescript/node_modules/.package-lock.json ## what generates typed clients

clients/python/.venv/installed: clients/python/requirements.lock .venv/installed
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python clients/python/.venv
	@$(BIN)/uv pip install --quiet --python clients/python/.venv/bin/python --require-hashes -r $<
	@touch $@

clients/typescript/node_modules/.package-lock.json: clients/typescript/package-lock.json
	@if command -v npm >/dev/null; then \
	  cd clients/typescript && $(NPM_CI) && touch node_modules/.package-lock.json; \
	else \
	  echo "npm is not here: the TypeScript client will not be tried"; \
	fi
NPM_CI = npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

# FastAPI, which the benchmarks compare with, is no part of the server or its tests.
.venv-bench/installed: .venv/installed requirements-bench.lock
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-bench
	@$(BIN)/uv pip install --quiet --python .venv-bench/bin/python --require-hashes -r requirements-bench.lock
	@touch $@

# CI has a real browser and a real PostgreSQL; elsewhere their tests say that they are left out.
servers:
	@if [ -n "$(ATTUNE_CI)" ]; then \
	  set -e; missing=""; \
	  command -v chromedriver >/dev/null || missing="chromium chromium-driver"; \
	  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	  if [ -n "$$missing" ]; then \
	    apt-get update -qq && apt-get install -qq -y --no-install-recommends $$missing; \
	  fi; \
	fi

# Without npm GraphiQL takes the same files, with the same checksums, from its CDN.
node_modules/.package-lock.json: package.json package-lock.json .npmrc
	@if [ -L node_modules ]; then \
	  touch $@; \
	elif command -v npm >/dev/null; then \
	  $(NPM_CI) && touch $@; \
	else \
	  echo "npm is not here: GraphiQL will take its files from its CDN"; \
	fi
