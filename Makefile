# Two commands: `make run` and `make test`. `make install` makes the environment both use.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
export PORT

.PHONY: run install test test-install lint types laws unit browser benchmark hall lock messages clean

run: install
	@exec $(BIN)/python manage.py serve

install: .venv/installed

.venv/installed: requirements.txt
	@$(PYTHON) lms/preflight.py
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked requirements (about half a minute the first time)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

test: test-install lint types laws unit browser

test-install: .venv/test-installed

.venv/test-installed: install tests/requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.txt
	@touch $@

lint:
	$(BIN)/ruff check .
	$(BIN)/djlint --quiet --lint lms home courses

types:
	$(BIN)/mypy lms courses home

laws:
	$(BIN)/lint-imports

unit:
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not browser"

browser:
	$(BIN)/python -m pytest -m browser

benchmark: test-install
	$(BIN)/python -m tests.benchmarks
	$(BIN)/python -m tests.benchmarks.audit
	VAR_DIR=var/benchmark/assigning $(BIN)/python -m tests.benchmarks.assigning
	$(BIN)/python -m tests.benchmarks.drawing
	$(BIN)/python -m tests.benchmarks.figures
	$(BIN)/python -m tests.benchmarks.lists
	$(BIN)/python -m tests.benchmarks.organisation
	$(BIN)/python -m tests.benchmarks.regrade
	$(BIN)/python -m tests.benchmarks.roster_reading
	$(BIN)/python -m tests.benchmarks.roster
	$(BIN)/python -m tests.benchmarks.search
	$(BIN)/python -m tests.benchmarks.sitting

hall: test-install
	$(BIN)/python -m tests.benchmarks.exam
	$(BIN)/python -m tests.benchmarks.kill

messages: test-install
	$(BIN)/python manage.py makemessages --locale zh_Hans --no-obsolete --no-location --no-wrap --ignore .venv --ignore var --ignore tests

lock:
	uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --output-file requirements.txt
	uv pip compile --quiet pyproject.toml --group test --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --output-file tests/requirements.txt

clean:
	rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
