"""``factcheck evaluate``: measure the models and the retrieval on labelled data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from factcheck.cli.context import NOTHING_KEPT, JsonOption, open_readers, print_json, say, say_if_stopped, show_progress
from factcheck.settings import DEFAULT_TOP_K

app = typer.Typer(help="Measure the models and the retrieval on labelled data.", no_args_is_help=True)


@app.callback()
def _evaluate(context: typer.Context) -> None:
    context.with_resource(say_if_stopped(NOTHING_KEPT))


@app.command()
def stance(
    file: Annotated[Path, typer.Argument(help="Lines of {premise, hypothesis, label}.")],
    as_json: JsonOption = False,
) -> None:
    """Measure the stance model: supports | contradicts | neutral, or supports | not_supports."""
    from factcheck.errors import BadInput
    from factcheck.evaluate.stance import evaluate_stance, read_labelled
    from factcheck.model import Progress

    if not file.is_file():
        raise BadInput(f"{file} is not a file.")
    rows = read_labelled(file)
    with show_progress(quiet=as_json) as report:
        measured = evaluate_stance(
            rows, open_readers().stance, lambda done: report(Progress("reading pairs", done, len(rows)))
        )
    _show(measured, as_json)


@app.command()
def claims(
    file: Annotated[Path, typer.Argument(help="Lines of {text, label}; label check_worthy, or 1, is worth checking.")],
    as_json: JsonOption = False,
) -> None:
    """Measure how well the points of a sentence tell whether it is worth checking."""
    from factcheck.errors import BadInput
    from factcheck.evaluate.claims import evaluate_claims, read_sentences

    if not file.is_file():
        raise BadInput(f"{file} is not a file.")
    _show(evaluate_claims(read_sentences(file)), as_json)


@app.command()
def retrieval(
    folder: Annotated[Path, typer.Argument(help="corpus.jsonl[.gz], queries.jsonl, qrels/test.tsv.")],
    as_json: JsonOption = False,
) -> None:
    """Measure retrieval on a benchmark in the BEIR layout."""
    from factcheck.evaluate.benchmark import read_benchmark
    from factcheck.evaluate.retrieval import evaluate_retrieval
    from factcheck.model import Progress

    benchmark = read_benchmark(folder)
    with show_progress(quiet=as_json) as report:
        measured = evaluate_retrieval(
            benchmark,
            open_readers().encoder,
            on_done=lambda done: report(Progress("embedding", done, len(benchmark.documents))),
        )
    _show(measured, as_json)


@app.command()
def pipeline(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="corpus.jsonl[.gz], queries.jsonl, qrels/*.tsv and labels.tsv.")],
    keep: Annotated[
        Path | None,
        typer.Option(
            help="Folder that keeps embeddings and indexes: a stop loses none of them, and no later run repeats them."
        ),
    ] = None,
    top_k: Annotated[int, typer.Option(min=1, max=1000, help="Passages to read for each claim.")] = DEFAULT_TOP_K,
    as_json: JsonOption = False,
) -> None:
    """Measure the whole way from claim to evidence on a benchmark in the BEIR layout with labels.

    The queries are the claims. labels.tsv has query-id and label, or query-id, corpus-id and label, between tabs; a label is
    supports, contradicts or neutral, or what other data sets call them. Nothing of it enters a case.

    Keys: n_documents, n_passages, n_claims, n_gold (documents that bear on a claim: gold passages), n_gold_missing (of
    them not in the corpus, or without text); found@1, found@5, found@10, found (share of them among the first pieces of
    evidence, and among all); by_stance (the same by label, and read_right, given_right: share of those found, and of all
    when handed to the model, that are read right); macro_f1_found, macro_f1_given (stance of gold passages found, and
    handed over), macro_f1_summary (what the summary of each claim leans to); n_with_evidence and hit@5 (claims that a gold
    passage supports or contradicts, and the share of them with one among the first five and its stance right);
    seconds_per_claim; models. What there is nothing to measure by is null.
    """
    from tempfile import TemporaryDirectory

    from factcheck.evaluate.benchmark import read_benchmark, read_labels
    from factcheck.evaluate.pipeline import evaluate_pipeline

    in_folder = f"Embeddings until now are kept in {keep}; the same command goes on from there."
    context.with_resource(say_if_stopped(in_folder if keep else "Nothing is kept; with --keep FOLDER, embeddings are."))
    benchmark = read_benchmark(folder)
    labels = read_labels(folder, benchmark)
    with TemporaryDirectory(ignore_cleanup_errors=True) as passing, show_progress(quiet=as_json) as on_progress:
        measured = evaluate_pipeline(benchmark, labels, open_readers(), keep or Path(passing), top_k, on_progress)
    _show(measured, as_json)


@app.command()
def cases(
    corpus: Annotated[Path, typer.Argument(help="A folder of case folders, or one of them.")] = Path("corpus"),
    as_json: JsonOption = False,
) -> None:
    """Measure the whole way from claim to evidence on the gold judgements of the case studies."""
    from factcheck.evaluate.cases import evaluate_cases, find_cases

    with show_progress(quiet=as_json) as on_progress:
        measured = evaluate_cases(find_cases(corpus), open_readers(), on_progress)
    if as_json:
        print_json(measured)
        return
    for slug, figures in (*measured["cases"].items(), ("total", measured["total"])):
        say(slug)
        _show({f"  {name}": value for name, value in figures.items()}, as_json)


def _show(measured: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(measured)
        return
    for name, value in measured.items():
        say(
            f"{name}: {value:.4f}"
            if isinstance(value, float)
            else f"{name}: {'not measured' if value is None else value}"
        )
