"""Training pairs: read them, thin or repeat them by source, and make near misses of figures.

A pair is {premise, hypothesis, label, source}; the premise is the evidence, the hypothesis the claim. The label
``not_supports`` says only that the premise does not support the hypothesis.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

LABELS = {"contradicts": 0, "neutral": 1, "supports": 2, "not_supports": 3}
"""Class numbers of the model; 3 is the open label, which is no class of its own."""

OWN_DATA = Path(__file__).parent / "data"
"""Written groups that are part of this repository; those in the data folder's ``written`` come beside them."""

SHARES = {
    # How often one pass reads a source. Small generic sets are thinned: they teach sentence logic that the large ones
    # teach better. Sets whose premises are evidence (papers, contracts, reports) are repeated.
    **dict.fromkeys(("conj", "cad", "breaking", "help"), 0.35),
    **dict.fromkeys(("snli", "snlitest", "sick", "joci", "mpe", "add_one_rte", "rte", "scitail", "fracas"), 0.2),
    **dict.fromkeys(("scifact", "covidfact", "citint", "nli4ct_train", "fm2", "wice", "contractnli", "summedits"), 1.6),
    **dict.fromkeys(("healthver", "mnli", "commitment_bank"), 1.0),
    **dict.fromkeys(("lingnli", "infotabs_train", "semiauto"), 0.7),
    **dict.fromkeys(("fever", "fever2", "feversym"), 0.8),
    "tatqa": 2.0,
    "made_figures": 1.0,
    "written_here": 3.0,
    "made_strangers": 1.0,
    "made_passages": 1.0,
}
"""Passes over each source in one pass over the mixture; a source not named here is read once."""

OWN = ("written_here", "made_strangers", "made_passages")
"""Sources of this domain, with a factor of their own."""

EVIDENCE = ("scifact", "covidfact", "citint", "nli4ct_train", "fm2", "wice", "contractnli", "summedits", "healthver")
"""Public sources whose premises are evidence, with a factor of their own."""

PASSAGE_CHARACTERS = 1000
"""About what a passage of the tool holds; a made one has two premises of half of it at most."""

_FIGURE = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w])")


@dataclass(frozen=True)
class Pair:
    """One labelled pair; ``label`` is a value of `LABELS`."""

    premise: str
    hypothesis: str
    label: int
    source: str


def read_pairs(data: Path) -> list[Pair]:
    """Read the public pairs and the written groups, less the groups kept for development.

    Args:
        data: a folder with ``train.jsonl.gz`` and ``written/*.jsonl`` with ``written/dev_groups.txt``.
    """
    with gzip.open(data / "train.jsonl.gz", "rt", encoding="utf-8") as lines:
        pairs = [_pair(json.loads(line)) for line in lines]
    return pairs + [_pair(row, _source(row)) for row in read_written(data, development=False)]


def read_development(data: Path) -> list[Pair]:
    """Read the written groups that the two ``dev_groups.txt`` name, which no training run sees."""
    return [_pair(row, _source(row)) for row in read_written(data, development=True)]


def make_figure_contradictions(pairs: Iterable[Pair], count: int, rng: random.Random) -> list[Pair]:
    """Make contradictions from supported claims by changing one figure that the premise also states.

    The new figure stands nowhere in the premise, so that the claim disagrees with it rather than with a neighbour.
    """
    made: list[Pair] = []
    for pair in pairs:
        if pair.label != LABELS["supports"] or len(made) == count:
            continue
        shared = [
            m for m in _FIGURE.finditer(pair.hypothesis) if re.search(rf"\b{re.escape(m.group())}\b", pair.premise)
        ]
        if not shared:
            continue
        figure = rng.choice(shared)
        other = _other_figure(figure.group(), rng)
        if other is None or re.search(rf"\b{re.escape(other)}\b", pair.premise):
            continue
        hypothesis = pair.hypothesis[: figure.start()] + other + pair.hypothesis[figure.end() :]
        made.append(Pair(pair.premise, hypothesis, LABELS["contradicts"], "made_figures"))
    return made


def make_strangers(data: Path, count: int, rng: random.Random) -> list[Pair]:
    """Make neutral pairs such as retrieval brings: a written claim beside sentences of a passage about something else.

    The passage is of another group of the same genre, one of the five whose words are most like the claim's. Without such
    pairs a model takes any sentence for a contradiction of a short denial.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    by_genre: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in read_written(data, development=False):
        by_genre[row["group"].split("-")[0]].append(row)
    made: list[Pair] = []
    for genre in sorted(by_genre):
        rows = by_genre[genre]
        premises = {row["group"]: row["premise"] for row in rows}
        groups = list(premises)
        words = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit(premises.values())
        near = words.transform(row["hypothesis"] for row in rows) @ words.transform(premises.values()).T
        for row, likeness in zip(rows, near.toarray(), strict=True):
            others = [groups[i] for i in likeness.argsort()[::-1] if groups[i] != row["group"]][:5]
            if others:
                passage = _some_sentences(premises[rng.choice(others)], rng)
                made.append(Pair(passage, row["hypothesis"], LABELS["neutral"], "made_strangers"))
    return rng.sample(made, min(count, len(made)))


def make_passages(pairs: list[Pair], count: int, rng: random.Random) -> list[Pair]:
    """Make premises of passage length: a short premise between sentences of another premise of the same source.

    The label stays: what was added speaks of something else. A passage of a paper looks like this to the tool, one or two
    sentences that bear on the claim among others that do not. Half of them are made of the written groups.
    """
    short = [p for p in pairs if len(p.premise) < PASSAGE_CHARACTERS // 2]
    written = [p for p in short if p.source in ("written", "written_here")]
    public = [p for p in short if p.source in EVIDENCE]
    premises: dict[str, list[str]] = defaultdict(list)
    for pair in short:
        premises[pair.source].append(pair.premise)
    made: list[Pair] = []
    for pair in rng.sample(written, min(count // 2, len(written))) + rng.sample(public, min(count // 2, len(public))):
        other = rng.choice(premises[pair.source])
        if other == pair.premise:
            continue
        before, after = _split_at_a_sentence(other, rng)
        premise = " ".join(part for part in (before, pair.premise, after) if part)
        made.append(Pair(premise, pair.hypothesis, pair.label, "made_passages"))
    return made


def mix(
    pairs: list[Pair],
    rng: random.Random,
    public: float = 1.0,
    written: float = 2.0,
    evidence: float | None = None,
    own: float = 1.0,
) -> list[Pair]:
    """One pass over the mixture: each source as often as `SHARES` says, a fraction as a random part.

    Args:
        pairs: all pairs.
        rng: chooses and shuffles.
        written: passes over the older written groups.
        public: factor on the shares of the public sources; small for a last, short stage.
        evidence: the same for those of `EVIDENCE`; by default that of the others.
        own: factor on the shares of `OWN`.
    """
    by_source: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_source[pair.source].append(pair)
    mixture: list[Pair] = []
    for source in sorted(by_source):
        factor = own if source in OWN else public
        if source in EVIDENCE and evidence is not None:
            factor = evidence
        share = written if source == "written" else SHARES.get(source, 1.0) * factor
        whole, part = divmod(share, 1)
        mixture += by_source[source] * int(whole)
        mixture += rng.sample(by_source[source], int(part * len(by_source[source])))
    rng.shuffle(mixture)
    return mixture


def _pair(row: dict[str, str], source: str | None = None) -> Pair:
    return Pair(row["premise"], row["hypothesis"], LABELS[row["label"]], source or row["source"])


def _source(row: dict[str, str]) -> str:
    """Rows of this repository carry their genre, the older ones do not."""
    return "written_here" if "genre" in row else "written"


def read_written(data: Path, *, development: bool) -> Iterator[dict[str, str]]:
    """Rows of the written groups that are kept for development, or of the others, as they stand in the files."""
    for folder in (data / "written", OWN_DATA):
        kept_aside = set((folder / "dev_groups.txt").read_text(encoding="utf-8").split())
        for path in sorted(folder.glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                if (row["group"] in kept_aside) == development:
                    yield row


def _split_at_a_sentence(passage: str, rng: random.Random) -> tuple[str, str]:
    sentences = _sentences(passage)
    at = rng.randrange(len(sentences) + 1)
    return " ".join(sentences[:at]), " ".join(sentences[at:])


def _sentences(passage: str) -> list[str]:
    from sentencex import segment

    return [sentence.strip() for sentence in segment("en", passage) if sentence.strip()]


def _some_sentences(passage: str, rng: random.Random) -> str:
    """One to three neighbouring sentences of a passage: what the tool reads at a time, or a little more."""
    sentences = _sentences(passage)
    first = rng.randrange(len(sentences))
    return " ".join(sentences[first : first + rng.choice((1, 1, 2, 2, 3))])


def _other_figure(figure: str, rng: random.Random) -> str | None:
    value = float(figure.replace(",", ""))
    if "." in figure:
        decimals = len(figure.split(".")[1])
        return f"{value * rng.choice((0.5, 0.7, 1.3, 1.8)) + 0.1:.{decimals}f}"
    whole = int(value)
    if 1900 <= whole <= 2100:
        return str(whole + rng.choice((-4, -3, -2, -1, 1, 2, 3, 4)))
    changed = max(0, round(whole * rng.choice((0.4, 0.6, 0.8, 1.25, 1.5, 2, 3)))) + rng.choice((0, 1))
    return None if changed == whole else f"{changed:,}" if "," in figure else str(changed)
