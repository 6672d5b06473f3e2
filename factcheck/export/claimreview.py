"""ClaimReview: the verdicts as structured data of schema.org, one object a claim, checked before anything is written.

The scale, and how a verdict becomes a rating:

===================  ===========  ==================================================
verdict              ratingValue  meaning, 1 worst to 5 best
===================  ===========  ==================================================
Supported            5            the documents bear the claim out
Mixed                3            they bear out part of it and contradict part of it
Contradicted         1            they contradict the claim
Not enough evidence  none         no number would be true: the words alone stand
===================  ===========  ==================================================

``alternateName`` always carries the verdict's own words. What is mandatory is what Google asks for (claimReviewed,
reviewRating with its words, url) and what a reader needs to know who said what, where, and who judged it: author, publisher,
datePublished, and in itemReviewed the author and the appearance. Several claims are a list of objects, each whole in
itself, because Google reads the type of the outermost object only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import BinaryIO
from urllib.parse import quote

from factcheck.dates import date_range
from factcheck.errors import BadInput
from factcheck.export.content import ClaimPart, Export, claims_of
from factcheck.export.escaping import web_address
from factcheck.model import VerdictLabel
from factcheck.settings import Publisher

CONTEXT = "https://schema.org"
BEST, WORST = 5, 1
RATINGS: Mapping[VerdictLabel, int | None] = {
    VerdictLabel.SUPPORTED: 5,
    VerdictLabel.MIXED: 3,
    VerdictLabel.CONTRADICTED: 1,
    VerdictLabel.NOT_ENOUGH_EVIDENCE: None,
}
"""The rating of each verdict; None where a number would say more than is known."""

Node = dict[str, object]

_PARTY = ("Organization", "Person")
_PROPERTIES: Mapping[str, Mapping[str, tuple[bool, tuple[str, ...]]]] = {
    "ClaimReview": {
        "url": (True, ("URL",)), "claimReviewed": (True, ("Text",)), "datePublished": (True, ("Date",)),
        "author": (True, _PARTY), "publisher": (True, _PARTY), "reviewRating": (True, ("Rating",)),
        "itemReviewed": (True, ("Claim",)), "reviewBody": (False, ("Text",)), "inLanguage": (False, ("Text",)),
    },
    "Claim": {
        "author": (True, _PARTY), "appearance": (True, ("CreativeWork",)), "datePublished": (False, ("Date",)),
        "name": (False, ("Text",)),
    },
    "CreativeWork": {"url": (False, ("URL",)), "name": (False, ("Text",))},
    "Rating": {
        "alternateName": (True, ("Text",)), "ratingValue": (False, ("Number",)), "bestRating": (False, ("Number",)),
        "worstRating": (False, ("Number",)), "ratingExplanation": (False, ("Text",)),
    },
    "Organization": {"name": (True, ("Text",)), "url": (False, ("URL",))},
    "Person": {"name": (True, ("Text",)), "jobTitle": (False, ("Text",)), "affiliation": (False, ("Organization",))},
}  # fmt: skip
"""The properties that are written, by type: whether each is mandatory, and of which types its value may be."""

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def write_claimreview(export: Export, out: BinaryIO) -> None:
    """Write the verdicts of an export as JSON-LD: one object for one claim, a list for several.

    Raises:
        BadInput: something mandatory is missing; the message says what, and for which claim. Nothing is written.
    """
    nodes, faults = [], []
    for part in claims_of(export):
        node = make_claimreview(part, export.publisher)
        nodes.append(node)
        faults += [f"{part.claim['claim_id']}: {fault}" for fault in explain(node)]
    if not nodes:
        raise BadInput("There is no claim to publish.")
    if faults:
        raise BadInput(f"ClaimReview was not written. {'; '.join(faults)}.")
    text = json.dumps(nodes[0] if len(nodes) == 1 else nodes, ensure_ascii=False, indent=2)
    out.write((text.replace("</", "<\\/") + "\n").encode("utf-8"))  # it is meant to stand within a <script> of a page


def make_claimreview(part: ClaimPart, publisher: Publisher) -> Node:
    """The object of one claim, as far as it is known; `validate` says whether that is enough."""
    row = part.claim
    known = {
        name: str(row[name] or "") for name in ("claim", "justification", "case", "claim_id", "verdict", "verdict_at")
    }
    organisation = _node("Organization", name=publisher.name, url=publisher.url)
    return _node(
        "ClaimReview",
        url=_review_url(publisher.review_url, known["case"], known["claim_id"]),
        claimReviewed=known["claim"],
        datePublished=known["verdict_at"][:10],
        author=organisation,
        publisher=organisation,
        reviewRating=_rating(known["verdict"], known["justification"]),
        itemReviewed=_claim(part),
        inLanguage="en",
    ) | {"@context": CONTEXT}


def validate(node: object, path: str = "", expected: tuple[str, ...] = ("ClaimReview",)) -> list[str]:
    """What is wrong with an object: mandatory properties that are missing, properties and values that are not allowed."""
    kind = node.get("@type") if isinstance(node, dict) else None
    if not isinstance(node, dict) or kind not in expected:
        return [f"{path or 'the object'} is not of type {' or '.join(expected)}"]
    allowed = _PROPERTIES[str(kind)]
    where = f"{path}." if path else ""
    faults = [f"{where}{name} is missing" for name, (needed, _) in allowed.items() if needed and not node.get(name)]
    for name, value in node.items():
        if name in ("@type", "@context"):
            continue
        if name not in allowed:
            faults.append(f"{where}{name} is no property of {kind}")
        elif value:
            faults += _check_value(value, f"{where}{name}", allowed[name][1])
    return faults


def explain(node: Node) -> list[str]:
    """The faults of an object with what to do about each that a person can mend."""
    return [f"{fault}{_REMEDIES.get(fault, '')}" for fault in validate(node)]


_REMEDIES = {
    "reviewRating is missing": " (no verdict is set: set one first)",
    "datePublished is missing": " (no verdict is set)",
    "author is missing": " (no publisher: set FACTCHECK_PUBLISHER and FACTCHECK_PUBLISHER_URL)",
    "publisher is missing": " (set FACTCHECK_PUBLISHER)",
    "url is missing": " (set FACTCHECK_REVIEW_URL, such as https://example.org/checks/{case}/{claim})",
    "itemReviewed.author is missing": " (give the claim a speaker or an organisation)",
    "itemReviewed.appearance is missing": " (give the claim a source or its address)",
}


def _rating(verdict: str, justification: str) -> Node:
    if not verdict:
        return {}
    value = RATINGS[VerdictLabel(verdict)]
    scale = {"ratingValue": value, "bestRating": BEST, "worstRating": WORST} if value is not None else {}
    return _node("Rating", alternateName=verdict, **scale, ratingExplanation=justification)


def _claim(part: ClaimPart) -> Node:
    row = {
        name: str(part.claim[name] or "")
        for name in ("speaker", "role", "organisation", "date", "source", "source_url")
    }
    organisation = _node("Organization", name=row["organisation"])
    person = (
        _node("Person", name=row["speaker"], jobTitle=row["role"], affiliation=organisation) if row["speaker"] else {}
    )
    appearance = _node("CreativeWork", url=web_address(row["source_url"]), name=row["source"])
    return _node("Claim", author=person or organisation, datePublished=row["date"], appearance=appearance) or {
        "@type": "Claim"
    }


def _review_url(template: str, case: str, claim_id: str) -> str:
    return template.replace("{case}", quote(case, safe="")).replace("{claim}", quote(claim_id, safe=""))


def _node(kind: str, **properties: object) -> Node:
    """An object with the properties that are known; {} where none is."""
    known = {name: value for name, value in properties.items() if value not in ("", None, {})}
    return {"@type": kind} | known if known else {}


def _check_value(value: object, path: str, types: tuple[str, ...]) -> list[str]:
    plain = _PLAIN.get(types[0])
    if plain is None:
        return validate(value, path, types)
    check, said = plain
    return [] if check(value) else [f"{path} is {said}"]


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(_DATE.fullmatch(value)) and date_range(value) is not None
    except BadInput:
        return False


_PLAIN: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "Text": (lambda value: isinstance(value, str) and bool(value.strip()), "no text"),
    "URL": (lambda value: isinstance(value, str) and bool(web_address(value)), "no address of the web"),
    "Date": (_is_date, "no date"),
    "Number": (
        lambda value: isinstance(value, int | float) and WORST <= value <= BEST,
        f"not between {WORST} and {BEST}",
    ),
}
