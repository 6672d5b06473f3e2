"""``factcheck model``: which models read, what another one is worth, and fetching one by its name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from factcheck.cli.context import NOTHING_KEPT, JsonOption, open_readers, print_json, say, say_if_stopped, show_progress

app = typer.Typer(help="Which models read; what another stance model is worth; fetch one.", invoke_without_command=True)


@app.callback()
def models(context: typer.Context, as_json: JsonOption = False) -> None:
    """Say which models read, and which others lie in the hub's cache on this machine."""
    if context.invoked_subcommand:
        return
    from factcheck.settings import read_settings
    from factcheck.stance.hub import list_fetched

    settings, readers = read_settings(), open_readers()
    second = settings.second_reader
    told = {
        "stance": readers.stance.name,
        "second reader": second.name if second else "off",
        "embedding": settings.embedding_model,
        "fetched": list_fetched(),
    }
    if as_json:
        print_json(told)
        return
    say(f"stance model: {told['stance']} (FACTCHECK_STANCE_MODEL: {settings.stance_model})")
    say(f"second reader: {told['second reader']}" + ("" if second else " (FACTCHECK_SECOND_READER names a server)"))
    say(f"embedding model: {told['embedding']}")
    say("stance models that were fetched: " + (", ".join(told["fetched"]) or "none; factcheck model fetch NAME"))


@app.command()
def check(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A folder, the name of a model that was fetched, or shipped.")],
    data: Annotated[
        Path | None, typer.Option(help="A file of {premise, hypothesis, label}, or a folder of such.")
    ] = None,
    most: Annotated[int | None, typer.Option(min=1, help="Pairs of each file, the first ones; else all.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure a stance model beside the shipped one: figures and speed, in one run on this machine."""
    from factcheck.evaluate.models import compare_models, read_sets
    from factcheck.settings import read_settings
    from factcheck.stance.opening import open_stance_model

    context.with_resource(say_if_stopped(NOTHING_KEPT))
    threads = read_settings().threads
    model, shipped = open_stance_model(name, threads), open_stance_model(threads=threads)
    sets = read_sets(data)
    with show_progress(quiet=as_json) as on_progress:
        measured = compare_models(model, shipped, sets, most, on_progress)
    print_json(measured) if as_json else _print(measured)


@app.command()
def fetch(
    name: Annotated[str, typer.Argument(help="As the hub spells it: owner/model, or owner/model@revision.")],
) -> None:
    """Fetch a stance model from the Hugging Face hub into its cache on this machine. Only this command fetches one."""
    from factcheck.stance.hub import fetch_model

    def announce(size: int) -> None:
        say(f"{name}: {size / 1e6:,.0f} MB, as safetensors or ONNX with config and tokenizer.")

    fetched = fetch_model(name, announce)
    say(f"Fetched to {fetched.folder} (commit {fetched.commit[:12]}). Measure it: factcheck model check {name}")
    say(f"Use it: set FACTCHECK_STANCE_MODEL={name}, or factcheck check --stance-model {name}")


def _print(measured: dict[str, Any]) -> None:
    """Both models side by side, a line a set."""
    model, shipped = measured["model"], measured["shipped"]
    say(f"{model['name']}\nbeside the shipped {shipped['name']}\n")
    say(f"{'set':24} {'pairs':>6} {'measure':18} {'model':>7} {'shipped':>7} {'ECE':>6} {'shipped':>7}")
    for name, one in model["sets"].items():
        other = shipped["sets"][name]
        say(
            f"{name[:24]:24} {one['n']:6} {one['measure']:18} {one['value']:7.3f} {other['value']:7.3f} "
            f"{one['ece']:6.3f} {other['ece']:7.3f}"
        )
    ratio = model["pairs_per_second"] / shipped["pairs_per_second"]
    say(
        f"\npairs a second on this machine: {model['pairs_per_second']:.1f}, shipped {shipped['pairs_per_second']:.1f} "
        f"({ratio:.2f} of it)"
    )
