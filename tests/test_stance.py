"""A passage is read window by window; the shortest that carries the stance is the rationale."""

from __future__ import annotations

import itertools
import json
import math
import shutil
from pathlib import Path

import pytest
from conftest import CONTRADICTS, NEUTRAL, SUPPORTS, ScriptedStance
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.errors import ModelMissing
from factcheck.model import Page, Passage, Probabilities, ReadAs, Span, Stance
from factcheck.passages import split_passages
from factcheck.readers import Readers
from factcheck.stance.correcting import RULE_SHARE
from factcheck.stance.labels import read_labels
from factcheck.stance.onnx_model import SHIPPED, OnnxStanceModel
from factcheck.stance.reading import MIN_STRENGTH, choose_reading, read_passages, split_windows, to_stance

PAGE = "Acme sold engines. It rained. The agency paid for none of them.\n\nA heading\nNobody knew why."


def passage_of(page: str, start: int = 0, end: int | None = None) -> Passage:
    end = len(page) if end is None else end
    return Passage("p", "0" * 64, 1, start, end, page[start:end])


def window(text: str, start: int, probabilities: Probabilities) -> tuple[Span, Probabilities]:
    return Span(start, start + len(text), text), probabilities


# Windows


def test_windows_are_the_sentences_and_each_two_neighbours() -> None:
    page = "One ends. Two ends. Three ends."
    sentences, pairs = split_windows(passage_of(page))
    assert [span.text for span in sentences] == ["One ends.", "Two ends.", "Three ends."]
    assert [span.text for span in pairs] == ["One ends. Two ends.", "Two ends. Three ends."]


@pytest.mark.parametrize("text", ["word", "-", "  .  ", "漢字だけの文。次の文。", "a\0b", "x" * 3000])
def test_an_odd_passage_has_at_least_one_window(text: str) -> None:
    sentences, pairs = split_windows(passage_of(text))
    assert len(sentences) == len(pairs) + 1


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abcAB01 .,\n•-“”é漢", min_size=1, max_size=400), st.integers(0, 50))
def test_windows_are_exact_spans_of_the_page(text: str, before: int) -> None:
    page = "x" * before + text
    for passage in split_passages("0" * 64, Page(1, page, ReadAs.TEXT)):
        for span in itertools.chain(*split_windows(passage)):
            assert page[span.start : span.end] == span.text
            assert passage.start <= span.start < span.end <= passage.end


def test_the_rationale_lies_in_the_passage_in_the_offsets_of_the_page() -> None:
    start = PAGE.index("It rained")
    (reading,) = read_passages(
        [passage_of(PAGE, start)], "Acme sold engines.", ScriptedStance({"paid for none": CONTRADICTS})
    )
    assert reading.rationale.text == "The agency paid for none of them."
    assert PAGE[reading.rationale.start : reading.rationale.end] == reading.rationale.text


def test_a_sentence_that_two_passages_share_is_read_once() -> None:
    model = ScriptedStance()
    read_passages([passage_of(PAGE), passage_of(PAGE)], "Acme sold engines.", model)
    assert len(model.read_pairs) == len(set(model.read_pairs))


def test_neighbours_are_read_with_the_strongest_sentence_of_a_passage_only() -> None:
    page = "One ends. Two ends. Three ends. Four ends. Five ends."
    model = ScriptedStance({"Two ends": SUPPORTS})
    read_passages([passage_of(page)], "Claim.", model)
    pairs = [premise for premise, _ in model.read_pairs if premise.count("ends") == 2]
    assert pairs == ["One ends. Two ends.", "Two ends. Three ends."]


def test_the_model_reads_a_window_on_one_line() -> None:
    model = ScriptedStance()
    read_passages([passage_of("Acme sold\nengines that\nyear.")], "Claim.", model)
    assert model.read_pairs == [("Acme sold engines that year.", "Claim.")]


def test_no_passages_give_no_readings() -> None:
    assert read_passages([], "Claim.", ScriptedStance()) == []


# Choosing


@pytest.mark.parametrize(
    ("windows", "expected"),
    [
        pytest.param([window("a.", 0, SUPPORTS)], "a.", id="the only one"),
        pytest.param([window("a.", 0, SUPPORTS), window("a. b.", 0, SUPPORTS)], "a.", id="equal: the shorter"),
        pytest.param(
            [window("a.", 0, Probabilities(0.7, 0.1, 0.2)), window("a. b.", 0, Probabilities(0.74, 0.1, 0.16))],
            "a.",
            id="hardly stronger: the shorter",
        ),
        pytest.param(
            [window("a.", 0, Probabilities(0.7, 0.1, 0.2)), window("a. b.", 0, Probabilities(0.8, 0.1, 0.1))],
            "a. b.",
            id="clearly stronger: the longer",
        ),
        pytest.param(
            [window("a.", 0, Probabilities(0.1, 0.78, 0.12)), window("a. b.", 0, SUPPORTS)],
            "a. b.",
            id="another stance is no shorter reason",
        ),
        pytest.param(
            [window("c.", 9, Probabilities(0.79, 0.1, 0.11)), window("a. b.", 0, SUPPORTS)],
            "a. b.",
            id="elsewhere is no shorter reason",
        ),
        pytest.param([window("a.", 0, NEUTRAL), window("b.", 3, CONTRADICTS)], "b.", id="the one that speaks"),
        pytest.param(
            [window("a.", 0, Probabilities(0.4, 0.1, 0.5)), window("b.", 3, Probabilities(0.3, 0.39, 0.31))],
            "b.",
            id="a side before what takes none, however near to one that is",
        ),
        pytest.param(
            [
                window("a.", 0, Probabilities(0.72, 0.1, 0.18)),
                window("b.", 3, Probabilities(0.74, 0.1, 0.16)),
                window("a. b.", 0, Probabilities(0.76, 0.1, 0.14)),
            ],
            "b.",
            id="of two sentences that would do, the stronger",
        ),
    ],
)
def test_the_rationale_is_the_shortest_window_that_carries_the_stance(
    windows: list[tuple[Span, Probabilities]], expected: str
) -> None:
    assert choose_reading(windows).rationale.text == expected


@pytest.mark.parametrize(
    ("supports", "contradicts", "stance"),
    [
        pytest.param(MIN_STRENGTH, MIN_STRENGTH - 0.02, Stance.SUPPORTS, id="just strong enough"),
        pytest.param(MIN_STRENGTH - 0.01, MIN_STRENGTH - 0.02, Stance.NEUTRAL, id="just too weak"),
        pytest.param(0.1, MIN_STRENGTH, Stance.NEUTRAL, id="neutral is more probable"),
        pytest.param(0.3, MIN_STRENGTH, Stance.CONTRADICTS, id="against"),
        pytest.param(0.45, 0.55, Stance.CONTRADICTS, id="the stronger of two"),
        pytest.param(0.5, 0.5, Stance.SUPPORTS, id="both alike"),
        pytest.param(0.0, 0.0, Stance.NEUTRAL, id="neither"),
    ],
)
def test_a_stance_is_said_only_where_it_is_strong_enough(supports: float, contradicts: float, stance: Stance) -> None:
    assert to_stance(Probabilities(supports, contradicts, 1 - supports - contradicts)) is stance


# With the rules

LICENCES = "In 2019 the depot bought 40 licences for the vans."


def test_what_a_rule_is_sure_of_in_a_sentence_holds_wherever_the_sentence_stands() -> None:
    text = "In 2017 the depot bought 40 licences for the vans. Each licence for the vans was paid in advance."
    (reading,) = read_passages([passage_of(text)], LICENCES, ScriptedStance({"2017": SUPPORTS}))
    assert reading.stance is Stance.NEUTRAL
    assert reading.reasons == ("by rule: another period: 2017 in the paper, 2019 in the claim",)


@pytest.mark.parametrize(
    "beside",
    [
        pytest.param("Another 40 licences followed.", id="the figure"),
        pytest.param("The same was done in June 2019.", id="the time"),
    ],
)
def test_it_holds_no_further_where_what_stands_beside_the_sentence_may_bear_out_the_claim(beside: str) -> None:
    text = f"In 2017 the depot bought 40 licences for the vans. {beside}"
    (reading,) = read_passages([passage_of(text)], LICENCES, ScriptedStance({"2017": SUPPORTS}))
    assert reading.stance is Stance.SUPPORTS
    assert not any(reason.startswith("by rule") for reason in reading.reasons)


def test_what_a_rule_says_of_another_sentence_is_not_said_of_the_rationale() -> None:
    model = ScriptedStance({"43": Probabilities(0.5, 0.1, 0.4), "wished": Probabilities(0.998, 0.001, 0.001)})
    text = "The depot bought 43 licences. It went as the board had wished."
    (reading,) = read_passages([passage_of(text)], "The depot bought 40 licences.", model)
    assert (reading.stance, reading.rationale.text) == (Stance.SUPPORTS, "It went as the board had wished.")
    assert reading.reasons == ("elsewhere in the passage: the paper says 43 licences, the claim 40 licences",)


def test_what_the_model_alone_gives_is_kept_where_a_rule_corrects_it_and_only_there() -> None:
    model, claim = ScriptedStance({"licences": SUPPORTS}), "The depot bought 40 licences."
    by_rule, by_model = read_passages([passage_of(f"The depot bought {n} licences.") for n in (43, 40)], claim, model)
    assert (by_rule.stance, by_rule.probabilities.contradicts) == (Stance.CONTRADICTS, RULE_SHARE)
    assert by_rule.by_model is not None
    assert by_rule.by_model.supports == pytest.approx(SUPPORTS.supports)
    assert (by_model.stance, by_model.by_model) == (Stance.SUPPORTS, None)


# The shipped model

PAIRS = [
    ("Acme sold 400 engines to the agency.", "Acme sold engines to the agency."),
    ("Acme never sold an engine to the agency.", "Acme sold engines to the agency."),
    ("The weather was fine.", "Acme sold engines to the agency."),
    ("", ""),
    ("漢字だけの文。", "Acme \0 漢字"),
    ("word " * 3000, "claim " * 1000),
]


def test_a_pair_has_the_same_probabilities_alone_and_in_company(shipped: Readers) -> None:
    together = shipped.stance.read(PAIRS)
    assert together == [shipped.stance.read([pair])[0] for pair in PAIRS]
    assert shipped.stance.read(PAIRS * 5)[-len(PAIRS) :] == together


def test_probabilities_sum_to_one(shipped: Readers) -> None:
    for read in shipped.stance.read(PAIRS):
        assert math.isclose(read.supports + read.contradicts + read.neutral, 1, abs_tol=1e-6)
        assert min(read.supports, read.contradicts, read.neutral) >= 0


def test_plain_pairs_are_read_as_a_person_would(shipped: Readers) -> None:
    assert [to_stance(read) for read in shipped.stance.read(PAIRS[:3])] == [
        Stance.SUPPORTS, Stance.CONTRADICTS, Stance.NEUTRAL,
    ]  # fmt: skip


def test_nothing_to_read_gives_nothing(shipped: Readers) -> None:
    assert shipped.stance.read([]) == []


# The folder of a model


def copy_model(tmp_path: Path, **config: object) -> Path:
    folder = tmp_path / "model"
    shutil.copytree(SHIPPED, folder)
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | config))
    return folder


def test_the_order_of_the_labels_is_that_of_the_model(tmp_path: Path, shipped: Readers) -> None:
    labels = json.loads((SHIPPED / "config.json").read_text())["id2label"]
    turned = {"supports": "contradiction", "contradicts": "ENTAILMENT", "neutral": "neutral"}
    columns = read_labels({"id2label": labels}, "").columns
    folder = copy_model(tmp_path, id2label={str(column): turned[name] for name, column in columns.items()})
    (plain,), (other,) = shipped.stance.read(PAIRS[:1]), OnnxStanceModel(str(folder)).read(PAIRS[:1])
    assert (other.supports, other.contradicts, other.neutral) == (plain.contradicts, plain.supports, plain.neutral)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "config.json"])
def test_a_model_that_lacks_a_file_is_named(tmp_path: Path, name: str) -> None:
    folder = copy_model(tmp_path)
    (folder / name).unlink()
    with pytest.raises(ModelMissing, match=f"no {name} in .*FACTCHECK_STANCE_MODEL"):
        OnnxStanceModel(str(folder))


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "config.json"])
def test_a_model_with_a_torn_file_is_named(tmp_path: Path, name: str) -> None:
    folder = copy_model(tmp_path)
    (folder / name).write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    with pytest.raises(ModelMissing, match="cannot be read"):
        OnnxStanceModel(str(folder))


def test_the_name_of_a_model_tells_two_versions_apart(tmp_path: Path) -> None:
    names = {
        OnnxStanceModel(str(copy_model(tmp_path / str(temperature), factcheck_temperature=temperature))).name
        for temperature in (1.0, 2.5)
    }
    assert len(names) == 2
