"""A new case folder with one invented example of everything, to be replaced row by row."""

from __future__ import annotations

from pathlib import Path

import yaml

from factcheck.errors import BadInput
from factcheck.store.workspace import check_slug

_QUOTE = "The contract of 3 May 2021 obliges Example Ltd to deliver forty pumps by 1 August 2021."
_NEAR = "The town paid the first instalment on 10 May 2021."

_CASE = """\
slug: {slug}
title: {title}
question: {question}
summary: |
  EXAMPLE, to be replaced: Example Ltd said that it never sold pumps to the town. Papers of the town were obtained.
fairness:
  - "EXAMPLE: No verdict here says that anybody lied."
further_reading:
  - title: "EXAMPLE: a page on the subject"
    url: "https://example.org/"
timeline:
  - date: "2021-05-03"
    event: "EXAMPLE: The contract is signed."
    source: "D1"
verdicts:
  C1:
    verdict: Contradicted
    nuance: contradicted
    reason: "EXAMPLE: The contract shows a sale. That the pumps were delivered is another matter."
"""
_CLAIMS = """\
id,text,wording,speaker,role,organisation,party,date,date_note,venue,source,source_url,context,note
C1,We never sold pumps to the town.,quote,Ann Example,chief executive,Example Ltd,company,2021-06-15,,press conference,\
EXAMPLE: The Gazette,https://example.org/,The chief executive of Example Ltd speaks of business with the town.,
"""
_SOURCES = """\
id,file,title,issuer,kind,weight,document_date,published_date,obtained_by,obtained_how,obtained_date,request_number,\
original_url,seen_through,digest,note
D1,documents/d01-contract.md,EXAMPLE: the pump contract,Town of Example,contract,primary,2021-05-03,,the class,\
request under the freedom of information law,2021-09,,,https://example.org/,yes,
"""
_GOLD = f"""\
claim,source,quote,stance,reason,facts,lesson
C1,D1,{_QUOTE},contradicts,EXAMPLE: a contract to deliver is a sale,D1 F1,
C1,D1,{_NEAR},neutral,"EXAMPLE: a payment; the sentence does not say for what",D1 F2,near is not the same
"""
_FACTS = """\
fact,source,seen_through,note
D1 F1,D1,https://example.org/,EXAMPLE
D1 F2,D1,https://example.org/,EXAMPLE
"""
_DOCUMENT = f"""\
# Digest: EXAMPLE: the pump contract

This is a digest in our own words of a contract between the Town of Example and Example Ltd of 3 May 2021, invented as an \
example; it is not the paper itself. The original: none.

{_QUOTE} [D1 F1]

{_NEAR} [D1 F2]
"""
_README = """\
# {title}

## The question

## How to read it

## Weight of the papers

## What is digest and what is original

## Fairness

## Conflicts and cautions

## What the tool gets wrong here

## What is not known

## Licence
"""


def write_skeleton(parent: Path, slug: str, title: str = "", question: str = "") -> Path:
    """Write a case folder ``parent/slug`` that keeps every rule and can be loaded as it is.

    Raises:
        BadInput: the slug cannot name a case, something of that name is there already, or it cannot be written.
    """
    folder = parent / check_slug(slug)
    if folder.exists():
        raise BadInput(f"{folder} is there already. Choose another name, or another folder.")
    title, question = title or slug, question or "EXAMPLE: Did Example Ltd sell pumps to the town?"
    files = {
        "case.yaml": _CASE.format(slug=slug, title=_quote(title), question=_quote(question)),
        "claims.csv": _CLAIMS,
        "sources.csv": _SOURCES,
        "gold.csv": _GOLD,
        "facts.csv": _FACTS,
        "documents/d01-contract.md": _DOCUMENT,
        "README.md": _README.format(title=title),
    }
    try:
        (folder / "documents").mkdir(parents=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise BadInput(f"{folder} cannot be written: {error.strerror}. Choose another folder.") from error
    return folder


def _quote(text: str) -> str:
    return yaml.safe_dump(text, default_style='"', allow_unicode=True, width=10_000).strip()
