"""The labels of a model's config: which of its outputs is which stance, whoever trained it and in whatever order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
import numpy.typing as npt

from factcheck.errors import ModelMissing
from factcheck.model import Probabilities

_MEANINGS = {
    "supports": ("supports", "support", "supported", "entailment", "entails", "entailed", "entail"),
    "contradicts": ("contradicts", "contradict", "contradicted", "contradiction", "refutes", "refute", "refuted"),
    "neutral": (
        "neutral",
        "not_enough_info",
        "not_enough_information",
        "nei",
        "unrelated",
        "not_mentioned",
        "notmentioned",
    ),
    "not_supports": (
        "not_supports",
        "not_supported",
        "unsupported",
        "not_entailment",
        "non_entailment",
        "not_entailed",
    ),
}
_STANCE_OF = {word: stance for stance, words in _MEANINGS.items() for word in words}

STANCES_IN_WORDS = (
    "supports, contradicts or neutral (SUPPORTS, REFUTES, NOT ENOUGH INFO, entailment and the like will do)"
)
"""What `stance_of` knows, for messages."""

_THREE_WAY = {"supports", "contradicts", "neutral"}
_TWO_WAY = {"supports", "not_supports"}

TWO_WAY = "two-way: cannot tell contradicts from neutral"
"""What the name of a model says that knows only whether a premise supports a claim."""


def stance_of(label: str) -> str | None:
    """What the label of a model or a data set means: supports, contradicts, neutral or not_supports; None if not known.

    >>> stance_of("NOT ENOUGH INFO")
    'neutral'
    """
    return _STANCE_OF.get(_fold(label))


@dataclass(frozen=True)
class Labels:
    """Where the stances stand among a model's outputs, and how sure it may be."""

    columns: Mapping[str, int]
    temperature: float = 1.0

    @property
    def is_two_way(self) -> bool:
        """Whether the model tells only what supports a claim from all that does not."""
        return set(self.columns) == _TWO_WAY

    def to_probabilities(self, logits: npt.NDArray[np.floating[Any]]) -> Probabilities:
        """The probabilities of one pair.

        Args:
            logits: shape (labels,), as the model gives them.

        Returns:
            They sum to 1. What a two-way model does not call supported is neutral: it cannot say that it contradicts.
        """
        scaled = np.asarray(logits, dtype=np.float64) / self.temperature
        weights = np.exp(scaled - scaled.max())
        weights /= weights.sum()
        read = {stance: float(weights[column]) for stance, column in self.columns.items()}
        if self.is_two_way:
            return Probabilities(read["supports"], 0.0, read["not_supports"])
        return Probabilities(**read)

    def describe(self, title: str, digest: str) -> str:
        """The model's name with the start of its hash, and what it cannot do."""
        return f"{title} ({digest[:12]}{f', {TWO_WAY}' if self.is_two_way else ''})"


def read_labels(config: object, where: str) -> Labels:
    """Read the labels of a model out of its config.json.

    Args:
        config: an object with ``id2label``, and ``factcheck_temperature`` where the model was calibrated for this tool.
        where: the model, for the message.

    Raises:
        ModelMissing: the labels cannot be read as three stances, or as supported or not; or the temperature is no number
            above 0.

    >>> read_labels({"id2label": {"0": "ENTAILMENT", "1": "not_entailment"}}, "a model").columns
    {'supports': 0, 'not_supports': 1}
    """
    known: Mapping[str, Any] = config if isinstance(config, Mapping) else {}
    named = known.get("id2label")
    labels = sorted((str(number), str(label)) for number, label in named.items()) if isinstance(named, Mapping) else []
    columns = {stance_of(label) or label: int(number) for number, label in labels if number.isdecimal()}
    if set(columns) not in (_THREE_WAY, _TWO_WAY) or sorted(columns.values()) != list(range(len(labels))):
        said = ", ".join(f"{number} = {label}" for number, label in labels) or "none"
        raise ModelMissing(
            f"The labels of the stance model {where} cannot be read: {said}. It needs one each of supports (entailment), "
            "contradicts (contradiction) and neutral, or supports and not_supports. If the model's own description says "
            "what its labels mean, write that into id2label of its config.json."
        )
    return Labels(columns, _read_temperature(known.get("factcheck_temperature", 1.0), where))


def _read_temperature(given: object, where: str) -> float:
    try:
        temperature = float(str(given))
    except ValueError:
        temperature = 0.0
    if not 0 < temperature < inf:
        raise ModelMissing(
            f"The temperature of the stance model {where} cannot be used: factcheck_temperature in its config.json is "
            f"{given!r}, and must be a number above 0. Correct it, or take it out."
        )
    return temperature


def _fold(label: str) -> str:
    return re.sub(r"[\W_]+", "_", label.strip().lower())
