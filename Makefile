# make run    the app with the flagship case, at http://127.0.0.1:8501
# make test   every test, files side by side; what failed then is tried once more alone, and has to pass
# make lint   style and types
# make benchmark DATA=FOLDER    measures every public file against baselines, into benchmarks/results.md; goes on after a stop
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CASE := corpus/palantir-ice
DATA := ../shared/data
V0 := ../shared/models/stance-v0

.PHONY: run test lint benchmark clean

run: $(VENV)/installed
	@$(BIN)/python -m factcheck case load $(CASE) --once
	@$(BIN)/python -m factcheck app

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile || $(BIN)/python -m pytest --last-failed --last-failed-no-failures none

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

benchmark: $(VENV)/installed-dev
	$(BIN)/python benchmarks/stance.py $(DATA)/stance --v0 $(V0)
	$(BIN)/python benchmarks/retrieval.py $(DATA)/retrieval/scifact --train $(DATA)/stance/train.jsonl.gz
	$(BIN)/python benchmarks/search_trials.py $(DATA)/retrieval/scifact $(DATA)/stance/train.jsonl.gz
	$(BIN)/python benchmarks/whole_way.py $(DATA)/retrieval/scifact
	$(BIN)/python benchmarks/models.py --trained $(V0) --pairs $(DATA)/stance/test/scifact_rationale.jsonl

clean:
	rm -rf $(VENV)

$(VENV)/installed: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
