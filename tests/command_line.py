"""The command line as tests run it: in this process, with the stand-in models."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from factcheck.cli import app
from factcheck.errors import FactcheckError, NotPermitted

Save = Callable[[str, bytes | str], Path]
SOLD, UNSOLD = "Acme sold engines to the agency.", "The agency bought no engines of Acme."


class Command:
    """Runs `factcheck` in a folder of its own, in this process and with the stand-in models."""

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace
        self.result: Result

    def __call__(self, *words: object, code: int = 0) -> str:
        """Run and return what is on stdout; errors meant for people end as `main` ends them."""
        self.result = CliRunner().invoke(app, [str(word) for word in words])
        error = self.result.exception
        if isinstance(error, FactcheckError):
            found = 1 if isinstance(error, NotPermitted) else 2
        elif error is not None and not isinstance(error, SystemExit):
            raise error
        else:
            found = self.result.exit_code
        assert found == code, (self.result.output, error)
        return self.result.stdout

    def json(self, *words: object, code: int = 0) -> Any:
        """Run with --json and return what it says."""
        return json.loads(self(*words, "--json", code=code))
