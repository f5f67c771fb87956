# The few commands there are. `make run` and `make test` need nothing but a Python (scripts/bootstrap.sh).
.PHONY: run test check checks prove bench figures matrix schema lock screens messages ready ready-dev

PYTHON := .venv/bin/python
UV ?= uv
# Looked for in this order; PORTAL_CHROMIUM names another one.
CHROMIUM := $(firstword $(PORTAL_CHROMIUM) $(shell command -v chromium || command -v chromium-browser || command -v google-chrome))
# What a production host would set, so that `check --deploy` judges those values.
PRODUCTION := PORTAL_INSECURE_HTTP=false ALLOWED_HOSTS=portal.example \
	EMAIL_URL=smtp+tls://portal:secret@mail.example:587 \
	SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))')

run: ready
	@exec $(PYTHON) manage.py serve

test: ready-dev
	@test -n "$(CHROMIUM)" || { \
	  echo "测试需要 Chromium，请运行 / The tests need Chromium, please run: apt-get install chromium fonts-noto-cjk" >&2; exit 1; }
	PORTAL_CHROMIUM=$(CHROMIUM) $(PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=25 $(ARGS)

check: ready-dev
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/lint-imports
	$(PYTHON) -m mypy portal catalog requests_app
	$(PYTHON) scripts/compile_messages.py --check
	@$(PYTHON) -m portal.database $(MAKE) --no-print-directory checks

# The checks that ask Django; one embedded database serves them all.
checks:
	$(PRODUCTION) $(PYTHON) manage.py check --deploy --fail-level WARNING
	$(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) manage.py regulation_docs --check
	$(PYTHON) manage.py spectacular --validate --fail-on-warn --lang en --file var/openapi.yaml
	$(PYTHON) scripts/check_schema.py docs/openapi.yaml var/openapi.yaml

# Breaks every rule of the regulation in turn; the tests the register names for it must fail. Then
# walks the lifecycles at random beside a model of the regulation that shares nothing with the portal,
# tries every address as every person, loads every real catalog, and lets outside tools judge the pages
# and the API.
prove: ready-dev
	$(PYTHON) -m pytest -q -p tests.prove.plugin tests/regulation
	WALK_STEPS=20000 $(PYTHON) -m pytest -q -s tests/walk
	URL_MATRIX=whole $(PYTHON) -m pytest -q -n 2 --dist load tests/matrix/test_urls.py -k test_the_url_matrix
	CATALOGS=whole $(PYTHON) -m pytest -q -n 2 --dist load tests/catalog/imports/test_real_catalogs.py \
	  tests/catalog/exchange/test_real_catalogs.py
	PORTAL_CHROMIUM=$(CHROMIUM) $(PYTHON) tests/outside/run.py

bench: ready-dev
	$(PYTHON) -m portal.database $(PYTHON) tests/bench/run.py $(ARGS)

figures:
	mkdir -p docs/figures
	cp var/figures/*.tsv docs/figures/
	cp var/figures/performance.md docs/figures/README.md

matrix: ready-dev
	UPDATE_GOLDEN=1 $(PYTHON) -m pytest tests/matrix

# Publishes the API's schema as it is now; `make check` names whatever differs from it.
schema: ready-dev
	$(PYTHON) -m portal.database $(PYTHON) manage.py spectacular --validate --fail-on-warn --lang en \
		--file docs/openapi.yaml

screens: ready-dev
	PORTAL_CHROMIUM=$(CHROMIUM) $(PYTHON) tests/screens/run.py $(ARGS)

messages: ready-dev
	$(PYTHON) scripts/compile_messages.py

# Names and hashes only: the lock files carry no address.
LOCK := $(UV) pip compile --universal --python-version 3.12 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --quiet pyproject.toml
lock:
	$(LOCK) -o requirements.lock
	$(LOCK) --group dev -o requirements-dev.lock

ready:
	@scripts/bootstrap.sh

ready-dev:
	@scripts/bootstrap.sh dev
