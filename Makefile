# make run    the app with the flagship case, at http://127.0.0.1:8501
# make test   every test, files side by side
# make lint   style and types
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CASE := corpus/palantir-ice

.PHONY: run test lint benchmark clean

run: $(VENV)/installed
	@$(BIN)/python -m factcheck case load $(CASE) --once
	@$(BIN)/python -m factcheck app

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

benchmark: $(VENV)/installed-dev
	$(BIN)/python benchmarks/models.py

clean:
	rm -rf $(VENV)

$(VENV)/installed: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
