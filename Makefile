# `make demo` and `make test` do all the set-up on a fresh machine with Python 3.11, pip and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# Measuring coverage slows a test down by a half: the branches that must be covered have tests of their own.
UNMEASURED := tests/e2e tests/browser tests/fuzz tests/handlers/test_as_seen.py tests/faq/test_tuning.py \
  tests/faq/test_hostile_messages.py tests/sandbox/test_html_mode.py tests/bot/schedule/test_check_ins.py
# Most of these wait more than they compute: four side by side fill two cores.
WAITING := 4

.PHONY: demo test soak fuzz load audit bench install content lint format screenshots pictures schema lock clean

demo: install ## the whole bot on this computer, no token needed
	$(BIN)/backchat demo

test: install ## everything that must hold before a change lands
	$(MAKE) --jobs 2 --output-sync lint content
	$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report=json $(addprefix --ignore=,$(UNMEASURED))
	$(BIN)/python tests/coverage_gate.py
	$(BIN)/python -m pytest -n $(WAITING) --dist worksteal $(UNMEASURED)

content: install ## the example content, with all its test phrases
	$(BIN)/backchat check

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fuzz: install ## 20,000 generated updates of every kind through the real handlers; about a quarter of an hour
	BACKCHAT_FUZZ=20000 $(BIN)/python -m pytest --timeout=0 tests/fuzz

audit: install ## known vulnerabilities of the locked dependencies
	-$(BIN)/python -m pip install --quiet pip-audit
	$(BIN)/python tests/audit.py

install: $(VENV)/installed

$(VENV)/installed: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Backchat needs Python 3.11 or newer.") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-compile --require-hashes --no-deps -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

soak: install ## kill -9 under load, KILLS times (200 unless given), and look for anything lost
	BACKCHAT_KILLS=$(or $(KILLS),200) $(BIN)/python -m pytest tests/e2e/test_kills.py -s

bench: install ## quality and speed beside other matchers; CONTENT=DIR and MESSAGES=FILE for others than the example
	$(BIN)/python -m benchmarks $(if $(CONTENT),--content $(CONTENT)) $(if $(MESSAGES),--messages $(MESSAGES))

load: install ## one bot process under more than Telegram lets out, and with a long history; about ten minutes
	$(BIN)/python -m benchmarks.load

screenshots: install ## the pictures in docs/img, from the page as it is; needs Chromium
	$(BIN)/python -m tests.browser.screenshots

pictures: install ## the pictures of exercise cards, from drawings/cards.yaml: look at each before you commit it
	$(BIN)/python -m drawings

schema: install ## JSON Schema files for editors, from the models
	$(BIN)/backchat schema

lock: install ## new hashes after a change of dependencies in pyproject.toml
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --extra dev --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-options --output-file requirements.txt pyproject.toml

clean:
	rm -rf $(VENV) build dist *.egg-info
