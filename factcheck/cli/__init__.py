"""The command line. Nothing heavy is imported before a command runs, so that ``--help`` answers at once.

Exit codes: 0 done; 1 some inputs failed or a decision was refused; 2 the call cannot be understood or names what
is not there; 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli import (
    bulk,
    cases,
    checking,
    claims,
    covering,
    decisions,
    document,
    documents,
    duplicates,
    evaluation,
    exporting,
    models,
    moving,
    packing,
    people,
    proving,
    redacted,
    searching,
    serving,
    statements,
    studying,
    views,
    work,
)
from factcheck.cli.context import KEPT, WORKSPACE_HELP, say_if_stopped
from factcheck.errors import FactcheckError, NotPermitted, StaleEdit

app = typer.Typer(
    name="factcheck",
    help="What was said, against what the papers say. The tool finds and reads; a person decides.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cases.app.command("export")(moving.export_case)
cases.app.command("import")(moving.import_case)
app.add_typer(cases.app, name="case")
app.command("ingest")(documents.ingest)
app.command("watch")(bulk.watch)
cases.app.command("coverage")(covering.case_coverage)
document.app.command("coverage")(covering.document_coverage)
document.app.command("reread")(covering.reread)
document.app.command("failures")(bulk.failures)
document.app.command("retry")(bulk.retry)
document.app.command("dismiss")(bulk.dismiss)
document.app.command("duplicates")(duplicates.duplicates)
document.app.command("redactions")(redacted.redactions)
app.add_typer(document.app, name="document")
claims.app.command("split")(statements.split)
app.add_typer(claims.app, name="claim")
app.command("check")(checking.check)
app.command("search")(searching.search)
app.command("matrix")(views.matrix)
app.command("timeline")(views.timeline)
app.command("method")(views.method)
app.command("review")(decisions.review)
app.command("verdict")(decisions.verdict)
app.command("export")(exporting.export)
app.command("packet")(packing.packet)
app.add_typer(moving.app, name="workspace")
app.add_typer(evaluation.app, name="evaluate")
app.add_typer(models.app, name="model")
for _command in (work.worklist, work.assign, work.mark, work.agreement, work.settle):
    app.command(_command.__name__)(_command)
app.command("log")(proving.log)
app.add_typer(people.app, name="people")
app.command("undo")(proving.undo)
app.command("verify")(proving.verify)
app.command("study")(studying.study)
app.command("app")(serving.serve)


@app.callback()
def _root(
    context: typer.Context,
    workspace: Annotated[Path | None, typer.Option(help=WORKSPACE_HELP)] = None,
) -> None:
    context.obj = workspace
    context.with_resource(say_if_stopped(KEPT))
    context.call_on_close(_seal)


def _seal() -> None:
    """Seal the databases that the command has written, if it has written any."""
    if (module := sys.modules.get("factcheck.store.seal")) is not None:
        module.seal_pending()


def main() -> None:
    """Run the command line; errors meant for people are one line on stderr."""
    try:
        app()
    except (NotPermitted, StaleEdit) as error:
        typer.echo(f"Refused: {error}", err=True)
        sys.exit(1)
    except FactcheckError as error:
        typer.echo(f"Error: {error}", err=True)
        sys.exit(2)
