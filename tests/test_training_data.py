"""The written pairs of `training/data` are whole: groups that only reading tells apart, a tenth of them kept aside."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "training" / "data"
FILES = sorted(FOLDER.glob("*.jsonl"))
FIELDS = {"group", "phenomenon", "genre", "premise", "hypothesis", "label"}


def rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def every_row() -> list[dict[str, str]]:
    return [row for path in FILES for row in rows(path)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_line_holds_the_six_fields_and_none_is_blank(path: Path) -> None:
    for number, row in enumerate(rows(path), 1):
        assert set(row) == FIELDS, f"{path.name}, line {number}"
        assert all(row[field] and row[field] == row[field].strip() for field in FIELDS), f"{path.name}, line {number}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_label_outweighs_the_others(path: Path) -> None:
    labels = Counter(row["label"] for row in rows(path))
    assert set(labels) == {"supports", "contradicts", "neutral"}
    assert max(labels.values()) < 0.45 * sum(labels.values())


def test_each_group_holds_at_least_two_labels_and_stands_in_one_file() -> None:
    labels: dict[str, set[str]] = defaultdict(set)
    files: dict[str, set[str]] = defaultdict(set)
    for path in FILES:
        for row in rows(path):
            labels[row["group"]].add(row["label"])
            files[row["group"]].add(path.name)
    assert [group for group, found in labels.items() if len(found) < 2] == []
    assert [group for group, found in files.items() if len(found) > 1] == []


def test_no_pair_stands_twice_and_no_premise_is_shared_by_two_groups() -> None:
    found = every_row()
    pairs = Counter((row["premise"], row["hypothesis"]) for row in found)
    assert [pair for pair, count in pairs.items() if count > 1] == []
    groups: dict[str, set[str]] = defaultdict(set)
    for row in found:
        groups[row["premise"]].add(row["group"])
    assert [premise for premise, of in groups.items() if len(of) > 1] == []


def test_a_tenth_of_the_groups_of_each_file_is_kept_for_development() -> None:
    kept = (FOLDER / "dev_groups.txt").read_text(encoding="utf-8").split()
    assert len(kept) == len(set(kept))
    for path in FILES:
        groups = {row["group"] for row in rows(path)}
        assert 0.05 <= len(groups & set(kept)) / len(groups) <= 0.15, path.name
    assert set(kept) <= {row["group"] for row in every_row()}
