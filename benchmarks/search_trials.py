"""Measure what could stand beside the blend: other ways to ask (`asking.py`), a moved query, a rerank by the stance model.

Run ``python benchmarks/search_trials.py SCIFACT TRAIN [--no-rerank]``. SCIFACT is in the BEIR layout, TRAIN the
``train.jsonl.gz`` of the stance data. Its claims of SciFact choose; the claims of the case folders show whether what is chosen
holds for them; the test queries of SciFact are not asked. Embeddings and readings are kept (``--keep``). It writes its section
of `results.md`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from asking import WAYS, as_it_stands
from kept import KeptReadings
from reranking import RERANKED, WEIGHTS, Ranked, rerank
from retrieval import KEEP
from scipy.stats import binomtest
from searched import NEAREST, Collection, Judge, open_cases, open_training
from sections import RESULTS, say_where, table, write_section

from factcheck.evaluate.cases import find_cases
from factcheck.readers import Readers
from factcheck.settings import Settings
from factcheck.stance.model import StanceModel
from factcheck.stance.onnx_model import OnnxStanceModel

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
BLEND = "the blend"
MOVED = (0.1, 0.2, 0.3, 0.5)
SURE = 0.05  # of a sign test, below which a trial is called better


def main() -> None:
    """Read the arguments, try everything on both collections, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scifact", type=Path)
    parser.add_argument("train", type=Path, help="train.jsonl.gz of the stance data")
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="case folders")
    parser.add_argument("--keep", type=Path, default=KEEP)
    parser.add_argument("--no-rerank", action="store_true", help="leave out the rerank, which reads thousands of pairs")
    options = parser.parse_args()
    started = time.perf_counter()
    model = None if options.no_rerank else KeptReadings(OnnxStanceModel(), options.keep)
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        training, of_training = open_training(options.scifact, options.train, options.keep, Path(folder) / "scifact")
        cases, of_cases = open_cases(find_cases(options.corpus), Readers(Settings()), Path(folder) / "cases")
        on_training, on_cases = tell_trials([training], of_training, model), tell_trials(cases, of_cases, model)
    lines = [
        f"## Tried beside the blend: `python benchmarks/search_trials.py SCIFACT TRAIN{' --no-rerank' * (model is None)}`",
        say_where(time.perf_counter() - started),
        "Changed: claims whose first ten are others than by the blend. Better : worse: claims that gain and that lose by it; "
        "p is that of a sign test of this trial by itself.",
        f"**{len(training.queries)} training claims of SciFact** whose evidence abstract is known; none is of the test. They "
        "were written from these abstracts, so all figures are high; the stance model learned from them, so a rerank looks "
        "better here than it is. A claim gains by nDCG@10.",
        on_training,
        f"**{sum(len(case.queries) for case in cases)} claims of {len(cases)} case folders**, those with a gold passage for "
        "or against them, searched as a check does, before any passage is read. A claim gains by gold passages among the "
        "first five.",
        on_cases,
    ]
    write_section(RESULTS, "search trials", "\n\n".join(lines))
    print("\n\n".join(lines))


def tell_trials(collections: Sequence[Collection], judge: Judge, model: StanceModel | None) -> str:
    """The table of all trials, and which of them are better than the blend by more than chance."""
    tried = try_all(collections, model)
    before = _gains(judge, tried[BLEND])
    rows, clear = [[BLEND, *judge.tell(tried[BLEND]), "", "", ""]], []
    for name, ranked in tried.items():
        if name == BLEND:
            continue
        changed = sum(names[:10] != tried[BLEND][claim][:10] for claim, names in ranked.items())
        better, worse = count_changes(_gains(judge, ranked), before)
        p = binomtest(better, better + worse).pvalue if better + worse else 1.0
        rows.append(
            [name, *judge.tell(ranked), str(changed), f"{better} : {worse}", f"{p:.2f}" if p >= 0.01 else "< 0.01"]
        )
        clear += [name] if better > worse and p < SURE else []
    said = f"Better than the blend with p below {SURE:g}: {'; '.join(clear) or 'none'}."
    return f"{table(('', *judge.header, 'changed', 'better : worse', 'p'), rows)}\n\n{said}"


def try_all(collections: Sequence[Collection], model: StanceModel | None) -> dict[str, Ranked]:
    """What the blend finds for every claim, then what each trial does; without a model there is no rerank."""
    tried = {BLEND: _join(one.rank(as_it_stands) for one in collections)}
    tried |= {name: _join(one.rank(ask) for one in collections) for name, ask in WAYS.items()}
    for by in MOVED:
        name = f"the query moved towards the {NEAREST} texts nearest to it, by {by:g}"
        tried[name] = _join(one.rank(as_it_stands, by) for one in collections)
    if model:
        texts = {name: text for one in collections for name, text in one.texts.items()}
        claims = {claim: query.sense for one in collections for claim, query in one.queries.items()}
        for weight in WEIGHTS:
            name = f"then rerank of {RERANKED}, weight {weight:g}"
            tried[name] = rerank(tried[BLEND], claims, texts, model, weight)
    return tried


def count_changes(gains: Mapping[str, float], before: Mapping[str, float]) -> tuple[int, int]:
    """How many claims gain, and how many lose.

    >>> count_changes({"a": 0.5, "b": 1.0, "c": 0.0}, {"a": 0.0, "b": 1.0, "c": 1.0})
    (1, 1)
    """
    return sum(gains[one] > before[one] for one in before), sum(gains[one] < before[one] for one in before)


def _gains(judge: Judge, ranked: Ranked) -> dict[str, float]:
    return {claim: judge.gain(claim, names) for claim, names in ranked.items()}


def _join(ranked: Iterable[Ranked]) -> Ranked:
    return {claim: names for one in ranked for claim, names in one.items()}


if __name__ == "__main__":
    main()
