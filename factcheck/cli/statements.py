"""``factcheck claim split``: a statement sentence by sentence, with what each is worth checking and why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.context import JsonOption, print_json, say


def split(
    file: Annotated[Path, typer.Argument(help="A press release, article or transcript, of any kind that is read.")],
    speaker: Annotated[str, typer.Option(help="Who says it, where the text does not say so.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Split a statement into sentences with their exact places; nothing is stored. Take claims from it in the app."""
    import tempfile

    from factcheck.documents.workers import Workers
    from factcheck.errors import BadInput
    from factcheck.settings import read_settings
    from factcheck.statements.sentences import read_sentences

    if not file.is_file():
        raise BadInput(f"{file} is not a file.")
    with tempfile.TemporaryDirectory(prefix="factcheck-statement-") as folder:
        read = Workers(ocr=read_settings().ocr).open(file, file.name, Path(folder)).read
    if read is None:
        raise BadInput(f"{file} is an archive. Unpack it, and give the statement alone.")
    sentences = read_sentences(read.pages, speaker)
    if as_json:
        print_json(
            [
                {
                    "page": one.page,
                    "start": one.start,
                    "end": one.end,
                    "text": one.text,
                    "speaker": one.speaker,
                    "worth": one.grade.value,
                    "points": one.worth.points,
                    "reasons": list(one.worth.reasons),
                    "unclear": [{"words": word.text, "question": word.question} for word in one.referents],
                    "parts": [
                        {"text": part.text, "start": part.start, "lacks": list(part.lacks)} for part in one.parts
                    ],
                }
                for one in sentences
            ]
        )
        return
    for one in sentences:
        say(f"{one.grade.value:15}  page {one.page}, {one.start}-{one.end}  {' '.join(one.text.split())}")
        say(f"{'':15}  {'; '.join(one.worth.reasons)}")
