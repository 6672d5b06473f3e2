"""Measure the shipped stance model: every public test file beside baselines, the development groups by phenomenon, the rules.

Run ``python benchmarks/stance.py DATA [--v0 FOLDER]`` whenever the model is swapped. DATA holds ``test/*.jsonl`` and
``written/``; FOLDER is stance-v0 as transformers keeps it. It writes its sections of `results.md` and of the model card, the
diagrams beside the card, and ``calibration.json``, from which the app's method page tells the same figures. Readings are
kept (``--keep``), so it goes on after a stop, and another model costs its own readings only.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "training"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy as np
from drawing import draw_calibration
from kept import KeptReadings
from rules import as_passage, measure_rules
from sections import RESULTS, say_where, table, write_section
from sklearn.linear_model import LogisticRegression

from factcheck.evaluate.stance import THREE_WAY, TWO_WAY, Row, evaluate_stance, label_names, read_labelled
from factcheck.model import Probabilities
from factcheck.search.encoder import SentenceTransformerEncoder
from factcheck.stance.calibration import AS_A_CHECK, CALIBRATION_DIAGRAM, CALIBRATION_FILE
from factcheck.stance.model import StanceModel
from factcheck.stance.onnx_model import SHIPPED, OnnxStanceModel
from factcheck.stance.reading import read_passages

REPOSITORY = Path(__file__).resolve().parents[1]
FIRST = 1500  # rows of each file, as in the card of stance-v0
DRAWN = ("scifact_rationale", "healthver_rationale", "contractnli_test")
CARD = SHIPPED / "README.md"
WORST = 5
LEAST = 10  # pairs of a phenomenon that is told by itself


class OneFeature:
    """A baseline: one number a pair, turned into probabilities of the three stances on the development groups."""

    def __init__(self, name: str, feature: Any, development: Sequence[Row]) -> None:
        """Fit a logistic regression on ``feature``, a function from pairs to an array of shape (n,)."""
        self.name, self._feature = name, feature
        known = feature([(row["premise"], row["hypothesis"]) for row in development])
        self._model = LogisticRegression(max_iter=1000).fit(known[:, None], [row["label"] for row in development])

    def read(self, pairs: Sequence[tuple[str, str]], on_done: Any = None) -> list[Probabilities]:
        """See `StanceModel.read`."""
        told = self._model.predict_proba(self._feature(list(pairs))[:, None])
        columns = [list(self._model.classes_).index(name) for name in THREE_WAY]
        return [Probabilities(*(float(row[column]) for column in columns)) for row in told]


class AsACheck:
    """The readings that a check shows: each premise as a passage, by its sentences and with the rules."""

    def __init__(self, model: StanceModel) -> None:
        """Take the model that reads the sentences."""
        self.name, self._model = model.name, model

    def read(self, pairs: Sequence[tuple[str, str]], on_done: Any = None) -> list[Probabilities]:
        """See `StanceModel.read`."""
        return [read_passages([as_passage(premise)], claim, self._model)[0].probabilities for premise, claim in pairs]


def words_in_common(pairs: Sequence[tuple[str, str]]) -> np.ndarray:
    """The share of the claim's words that stand in the premise, shape (n,): what a search by words goes by."""
    sets = [(set(premise.lower().split()), set(claim.lower().split())) for premise, claim in pairs]
    return np.array([len(claim & premise) / max(1, len(claim)) for premise, claim in sets])


class Likeness:
    """The cosine of premise and claim by the shipped encoder: MiniLM alone. Embeddings are kept in a folder."""

    def __init__(self, folder: Path) -> None:
        """Keep embeddings under ``folder``."""
        self._encoder = SentenceTransformerEncoder()
        self._folder = folder / "likeness"
        self._folder.mkdir(parents=True, exist_ok=True)

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        """Shape (n,), -1 to 1."""
        import hashlib

        path = self._folder / f"{hashlib.sha256(repr((self._encoder.fingerprint, pairs)).encode()).hexdigest()}.npy"
        if not path.exists():
            texts = list(dict.fromkeys(text for pair in pairs for text in pair))
            row = {text: number for number, text in enumerate(texts)}
            vectors = self._encoder.encode(texts)
            np.save(path, np.array([vectors[row[a]] @ vectors[row[b]] for a, b in pairs]))
        likeness: np.ndarray = np.load(path)
        return likeness


def main() -> None:
    """Read the arguments, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with test/*.jsonl and written/")
    parser.add_argument("--v0", type=Path, help="stance-v0 as transformers keeps it")
    parser.add_argument("--keep", type=Path, default=REPOSITORY / "benchmarks" / ".kept", help="keeps the readings")
    options = parser.parse_args()
    started = time.perf_counter()
    files = {path.stem: read_labelled(path) for path in sorted((options.data / "test").glob("*.jsonl"))}
    development = read_groups(options.data)
    shipped = KeptReadings(OnnxStanceModel(), options.keep)
    v0 = KeptReadings(open_v0(options.v0, options.keep), options.keep) if options.v0 else None
    rows = [row for row, _ in development]
    words = OneFeature("words in common", words_in_common, rows)
    likeness = OneFeature("MiniLM alone", Likeness(options.keep), rows)
    measured = {name: measure_file(name, of_file, (shipped, v0, likeness, words)) for name, of_file in files.items()}
    whole = measure_file("development", rows, (shipped, v0, likeness, words))
    diagnosis = diagnose(development, shipped)
    rules = measure_rules(rows, shipped)
    as_a_check = measure_file(AS_A_CHECK, rows, (AsACheck(shipped),))
    write_calibration(shipped.name, {**measured, "development": whole, AS_A_CHECK: as_a_check})
    where = say_where(time.perf_counter() - started)
    sections = [tell_files(measured, whole), tell_calibration({**measured, AS_A_CHECK: as_a_check}), diagnosis, rules]
    head = f"Model: {shipped.name}. {where}"
    write_section(
        RESULTS, "stance", "\n\n".join(["## Stance: `python benchmarks/stance.py DATA --v0 FOLDER`", head, *sections])
    )
    drawn = f"![Reliability and coverage]({CALIBRATION_DIAGRAM.name})"
    write_section(CARD, "figures", "\n\n".join(["## Figures", head, drawn, *sections]))
    print(f"written: {RESULTS}, {CARD}")


def read_groups(data: Path) -> list[tuple[Row, str]]:
    """The written groups kept for development, each pair with what it tries."""
    from data import read_written

    return [
        ({name: row[name] for name in ("premise", "hypothesis", "label")}, row["phenomenon"])
        for row in read_written(data, development=True)
    ]


def open_v0(folder: Path, keep: Path) -> StanceModel:
    """stance-v0 as int8 ONNX, made once, so that both models run alike."""
    made = keep / "stance-v0"
    if not (made / "config.json").exists():
        import shutil

        from export import export_int8
        from transformers import AutoModelForSequenceClassification

        made.mkdir(parents=True, exist_ok=True)
        model = AutoModelForSequenceClassification.from_pretrained(folder, attn_implementation="eager")
        export_int8(model, made / "model.onnx", "logits", {0: "pairs"})
        for name in ("tokenizer.json", "config.json"):
            shutil.copyfile(folder / name, made / name)
    return OnnxStanceModel(str(made))


def measure_file(name: str, rows: Sequence[Row], models: Sequence[StanceModel | None]) -> dict[str, Any]:
    """What every model makes of the first rows of a file, and what always saying the most frequent label would."""
    names = label_names(rows)
    rows = rows[:FIRST]
    print(f"{name}: {len(rows)} pairs", flush=True)
    counts = Counter(row["label"] for row in rows)
    first, *others = [evaluate_stance(rows, model, names=names) if model else None for model in models]
    assert first is not None
    two_way = names == TWO_WAY
    figure = "balanced_accuracy" if two_way else "macro_f1"
    most = max(counts.values()) / len(rows)
    majority = 0.5 if two_way else 2 * most / (1 + most) / len(counts)
    return {
        "n": len(rows),
        "figure": figure,
        "shipped": first[figure],
        "others": [one[figure] if one else None for one in others],
        "majority": majority,
        "ece": first["ece"],
        "reliability": first["reliability"],
        "coverage": first["accuracy_at_coverage"],
        "accuracy": first["accuracy"],
    }


def tell_files(measured: Mapping[str, Mapping[str, Any]], whole: Mapping[str, Any]) -> str:
    """The table of all files."""
    header = ("file", "pairs", "shipped", "stance-v0", "MiniLM alone", "words in common", "majority")
    rows = [
        (
            name,
            one["n"],
            f"**{one['shipped']:.3f}**",
            *(_figure(value) for value in one["others"]),
            _figure(one["majority"]),
        )
        for name, one in [*measured.items(), ("development groups", whole)]
    ]
    return (
        f"macro-F1, of two-way files balanced accuracy; the first {FIRST} rows of each file, each premise read whole. "
        "MiniLM alone and words in common: one number a pair (cosine; share of the claim's words that stand in the premise), "
        f"made into three probabilities on the development groups.\n\n{table(header, rows)}"
    )


def tell_calibration(measured: Mapping[str, Mapping[str, Any]]) -> str:
    """Expected calibration error, and accuracy where only the most certain readings are said."""
    header = ("file", "accuracy", "ECE", "at 25 %", "at 50 %", "at 75 %")
    rows = [
        (
            name,
            _figure(one["accuracy"]),
            _figure(one["ece"]),
            *(_figure(one["coverage"][share]) for share in ("0.25", "0.5", "0.75")),
        )
        for name, one in measured.items()
    ]
    within = [name for name, one in measured.items() if one["ece"] <= 0.05 and name != AS_A_CHECK]
    return (
        f"Expected calibration error (ten bins), at most .05 on {len(within)} files ({', '.join(within) or 'none'}); accuracy "
        f"on the most certain quarter, half and three quarters.\n\n{table(header, rows)}"
    )


def diagnose(development: Sequence[tuple[Row, str]], model: StanceModel) -> str:
    """The development groups by phenomenon, and how the worst five go wrong."""
    rows = [row for row, _ in development]
    by: dict[str, list[tuple[Row, str]]] = defaultdict(list)
    read = model.read([(row["premise"], row["hypothesis"]) for row in rows])
    for (row, phenomenon), one in zip(development, read, strict=True):
        by[phenomenon].append((row, max(THREE_WAY, key=lambda name: getattr(one, name))))
    told = sorted((_measure(pairs), phenomenon, pairs) for phenomenon, pairs in by.items() if len(pairs) >= LEAST)
    lines = [
        table(("phenomenon", "pairs", "accuracy"), [(name, len(pairs), _figure(right)) for right, name, pairs in told]),
        f"The {WORST} worst of those with {LEAST} pairs or more; {len(by) - len(told)} others have fewer:",
        "\n".join(f"- {_explain(name, right, pairs)}" for right, name, pairs in told[:WORST]),
    ]
    return "\n\n".join(["### Development groups by phenomenon", *lines])


def _measure(pairs: Sequence[tuple[Row, str]]) -> float:
    return sum(row["label"] == guess for row, guess in pairs) / len(pairs)


def _explain(name: str, right: float, pairs: Sequence[tuple[Row, str]]) -> str:
    """How a phenomenon goes wrong: the most frequent confusion, and the shortest claim of it."""
    wrong = Counter((row["label"], guess) for row, guess in pairs if row["label"] != guess)
    (gold, guess), times = wrong.most_common(1)[0]
    of_gold = sum(row["label"] == gold for row, _ in pairs)
    example = min((row["hypothesis"] for row, said in pairs if (row["label"], said) == (gold, guess)), key=len)
    why = f" {WHY[name]}" if name in WHY else ""
    return f"**{name}** ({right:.2f}): {times} of {of_gold} pairs that are {gold} are read {guess}, such as “{example}”.{why}"


WHY = {
    "arithmetic": "The answer is in no sentence: figures must be added, divided or compared first.",
    "short denial": "A few words deny; the model goes by the names that both sides share.",
    "compound": "One part is so and another not; the model weighs the words of both.",
    "scope": "A part is said of the whole; the words are the same but for “all”, “only” or a unit's name.",
    "planned not done": "A plan names the same things as the deed; only the tense and a date tell them apart.",
    "denial": "That somebody denies it leaves the fact open; the model takes the denial for the fact.",
    "attribution": "Whose word it is decides; the model reads what is said, not who says it.",
    "comparison": "Two figures or ranks must be set against each other.",
    "quantifier": "All, most, half and some share every other word.",
    "temporal order": "What came first is told by dates far apart in the passage.",
    "cause": "Both events are in the passage; that one brought about the other is not, or in other words.",
    "hedge": "“May” and “is expected to” share every other word with “did”.",
    "other period": "Only the year or quarter is another; all other words agree.",
    "figure": "Only a figure differs; all other words agree.",
    "name": "Only a name differs; all other words agree.",
    "meaning": "The claim says it in words that the passage does not have.",
    "paraphrase": "The claim says it in words that the passage does not have.",
    "reworded": "The claim says it in words that the passage does not have.",
    "negation": "One small word turns the claim round.",
    "role": "Who did it to whom is in the order of the words alone.",
    "role swap": "Who did it to whom is in the order of the words alone.",
    "ocr": "The decisive sign is misread in the premise.",
    "table": "A figure must be found by its row and its column, of which the flattened text keeps only the order.",
    "near miss": "All words are shared, and one that decides is another.",
}


def write_calibration(model: str, measured: Mapping[str, Mapping[str, Any]]) -> None:
    """The diagrams' figures as JSON for the app, and the diagrams as SVG for the card."""
    kept = {name: measured[name] for name in (*DRAWN, "development", AS_A_CHECK) if name in measured}
    told = {
        "model": model,
        "temperature": json.loads((SHIPPED / "config.json").read_text(encoding="utf-8")).get(
            "factcheck_temperature", 1.0
        ),
        "files": {
            name: {key: one[key] for key in ("n", "accuracy", "ece", "reliability", "coverage")}
            for name, one in kept.items()
        },
    }
    CALIBRATION_FILE.write_text(json.dumps(_rounded(told), indent=1) + "\n", encoding="utf-8")
    bins = {
        name: [(one["certainty"], one["accuracy"]) for one in of["reliability"] if one["n"] >= 10]
        for name, of in kept.items()
    }
    curves = {name: [(float(share), right) for share, right in of["coverage"].items()] for name, of in kept.items()}
    CALIBRATION_DIAGRAM.write_text(draw_calibration(bins, curves), encoding="utf-8")


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, list) else value


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    main()
