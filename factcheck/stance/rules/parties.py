"""Whether a claim and a sentence speak of the same parties."""

from __future__ import annotations

import re

from factcheck.stance.rules.findings import UNSURE, Finding, Outcome, quoted
from factcheck.stance.rules.name_likeness import Likeness, likeness, same_form
from factcheck.stance.rules.names import find_aliases, find_names
from factcheck.stance.rules.sides import Sides

_SAME = Finding(Outcome.SAME)


def compare_parties(sides: Sides) -> Finding:
    """Say whether the paper names the claim's parties, or others in their place.

    Returns:
        SAME where no name of the claim is missing, OTHER where another stands in the place of each that is, else UNSURE.
    """
    names, there = find_names(sides.bare_claim), find_names(sides.bare_sentence)
    likenesses = {name: _best(name, sides.sentence, there, sides) for name in names}
    missing = [name for name, found in likenesses.items() if found is Likeness.OTHER]
    others = [name for name in there if _best(name, sides.claim, names, sides) is Likeness.OTHER]
    before = [name for name in missing if _stands_in(name, sides.header) or _is_in_header(name, sides)]
    if Likeness.MAYBE in likenesses.values():
        return UNSURE
    if not missing or (not others and missing == before):
        return _SAME
    return _replaced(missing, others, before, sides)


def _replaced(missing: list[str], others: list[str], before: list[str], sides: Sides) -> Finding:
    """Whether each missing name has another in its place."""
    pairs = list(zip(missing, others, strict=False))
    are_alike = all(same_form(one, other) or _stand_alike(one, other, sides) for one, other in pairs)
    are_known = all(one in sides.acronyms or other in sides.acronyms for one, other in pairs)
    are_full = all(len(one.split()) > 1 and len(other.split()) > 1 for one, other in pairs)
    has_alias = bool(find_aliases(sides.sentence) - find_aliases(sides.claim))
    is_unclear = (has_alias and not are_alike) or (before and not are_known)
    if len(missing) != len(others) or is_unclear or not (are_alike or are_known or are_full):
        return UNSURE
    return Finding(Outcome.OTHER, f"another party: {quoted(others[0])} in the paper, {quoted(missing[0])} in the claim")


def _best(name: str, text: str, names: tuple[str, ...], sides: Sides) -> Likeness:
    if _stands_in(name, text):
        return Likeness.SAME
    found = {likeness(name, other, sides.acronyms) for other in names}
    return next((one for one in (Likeness.SAME, Likeness.MAYBE) if one in found), Likeness.OTHER)


def _is_in_header(name: str, sides: Sides) -> bool:
    return any(likeness(name, other, sides.acronyms) is Likeness.SAME for other in find_names(sides.header))


def _stands_in(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


def _stand_alike(one: str, other: str, sides: Sides) -> bool:
    """Whether the same word follows or precedes both: the Pinehollow kennels, the Aldermoor kennels."""
    return any(
        _beside(one, sides.claim, side) == _beside(other, sides.sentence, side) != ""
        for side in (r"(?P<w>[a-z]{3,}) NAME", r"NAME (?P<w>[a-z]{3,})")
    )


def _beside(name: str, text: str, form: str) -> str:
    found = re.search(form.replace("NAME", re.escape(name)), text)
    return found["w"] if found else ""
