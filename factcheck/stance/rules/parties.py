"""Whether a claim and a sentence speak of the same parties."""

from __future__ import annotations

import re

from factcheck.stance.rules.findings import UNSURE, Finding, Outcome, quoted
from factcheck.stance.rules.name_likeness import Likeness, likeness, same_form
from factcheck.stance.rules.names import BODIES, find_aliases, find_names
from factcheck.stance.rules.sides import Sides
from factcheck.stance.rules.wording import all_stems, stem_set

_BODY_STEMS = stem_set(" ".join(BODIES))


def compare_parties(sides: Sides) -> Finding:
    """Say whether the paper names the claim's parties, or others in their place.

    Returns:
        SAME where no name of the claim is missing, and sure where the paper names nobody else either; OTHER where another
        stands in the place of each that is missing, else UNSURE.
    """
    names, there = find_names(sides.bare_claim), find_names(sides.bare_sentence)
    names, there = _with_first(names, sides.bare_claim, there), _with_first(there, sides.bare_sentence, names)
    said = {name: _best(name, sides.sentence, there, sides) for name in names}
    found = {name: _best(name, sides.claim, names, sides) for name in there}
    missing = [name for name, how in said.items() if how is Likeness.OTHER]
    others = [name for name, how in found.items() if how is Likeness.OTHER]
    before = [name for name in missing if _stands_in(name, sides.header) or _is_in_header(name, sides)]
    if Likeness.MAYBE in said.values():
        return UNSURE
    if not missing or (not others and missing == before):
        are_same = {*said.values(), *found.values()} <= {Likeness.SAME} and not _names_another_body(sides)
        return Finding(Outcome.SAME, is_sure=are_same)
    return _replaced(missing, others, before, sides)


def _with_first(names: tuple[str, ...], text: str, others: tuple[str, ...]) -> tuple[str, ...]:
    """The names of a text, its first word among them where one of the other's names begins so: Palantir, Palantir Norway."""
    first = text.split(maxsplit=1)[0].removesuffix("'s") if text.strip() else ""
    is_name = any(other.startswith(f"{first} ") for other in others) and not any(one.startswith(first) for one in names)
    return (first, *names) if first and is_name else names


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
    reason = f"another party: {quoted(others[0])} in the paper, {quoted(missing[0])} in the claim"
    return Finding(Outcome.OTHER, reason, is_sure=True)


def _names_another_body(sides: Sides) -> bool:
    """Whether the paper speaks of a body that the claim does not: Palantir's foundation."""
    return bool(_BODY_STEMS & (all_stems(sides.sentence) - all_stems(sides.claim)))


def _best(name: str, text: str, names: tuple[str, ...], sides: Sides) -> Likeness:
    """How like a text's likest name is; a name that stands there in a longer one is no more than like that."""
    if _stands_in(name, text) and not any(name != other and _stands_in(name, other) for other in names):
        return Likeness.SAME
    found = {likeness(name, other, sides.acronyms) for other in names}
    return next((one for one in Likeness if one in found), Likeness.OTHER)


def _is_in_header(name: str, sides: Sides) -> bool:
    found = {likeness(name, other, sides.acronyms) for other in find_names(sides.header)}
    return bool(found & {Likeness.SAME, Likeness.SHORT})


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
