"""Batches: pairs as the model reads them, put together by length, and the digest by which a run knows them again."""

from __future__ import annotations

import hashlib
import random
from array import array
from dataclasses import dataclass
from typing import Any

import torch
from data import Pair

BUCKET = 4000  # pairs sorted by length together: short batches without a fixed order
LENGTH_STEP = 16  # tokens; batches of few shapes, because two cores make new code for every new one


@dataclass(frozen=True)
class Encoded:
    """One pair as the model reads it."""

    input_ids: list[int]
    token_type_ids: list[int]
    label: int


def encode(tokenizer: Any, pairs: list[Pair], max_length: int) -> list[Encoded]:
    """Turn pairs into tokens, in their order; a pair longer than ``max_length`` tokens loses the end of its longer text."""
    encoded = []
    for start in range(0, len(pairs), 2000):
        part = pairs[start : start + 2000]
        tokens = tokenizer(
            [pair.premise for pair in part],
            [pair.hypothesis for pair in part],
            truncation="longest_first",
            max_length=max_length,
        )
        columns = zip(tokens["input_ids"], tokens["token_type_ids"], part, strict=True)
        encoded += [Encoded(ids, types, pair.label) for ids, types, pair in columns]
    return encoded


def make_batches(encoded: list[Encoded], batch_tokens: int, rng: random.Random) -> list[list[int]]:
    """Batches of places in ``encoded``, each of about one length and of ``batch_tokens`` tokens at most, shuffled."""
    batches: list[list[int]] = []
    for start in range(0, len(encoded), BUCKET):
        bucket = sorted(range(start, min(start + BUCKET, len(encoded))), key=lambda i: len(encoded[i].input_ids))
        batch: list[int] = []
        for i in bucket:
            if batch and _padded(encoded[i]) * (len(batch) + 1) > batch_tokens:
                batches.append(batch)
                batch = []
            batch.append(i)
        batches.append(batch)
    rng.shuffle(batches)
    return batches


def collate(batch: list[Encoded], device: str) -> dict[str, torch.Tensor]:
    """The inputs of the model for one batch, each of shape (pairs, padded length)."""
    shape = (len(batch), max(_padded(pair) for pair in batch))
    inputs = {name: torch.zeros(shape, dtype=torch.long) for name in ("input_ids", "token_type_ids", "attention_mask")}
    for row, pair in enumerate(batch):
        length = len(pair.input_ids)
        inputs["input_ids"][row, :length] = torch.tensor(pair.input_ids)
        inputs["token_type_ids"][row, :length] = torch.tensor(pair.token_type_ids)
        inputs["attention_mask"][row, :length] = 1
    return {name: tensor.to(device) for name, tensor in inputs.items()}


def digest_batches(encoded: list[Encoded], batches: list[list[int]]) -> str:
    """A hash of every pair's tokens and label, and of which pairs are read together in which order."""
    digest = hashlib.sha256()
    for pair in encoded:  # each with its length before it, so that no two lists give the same bytes
        digest.update(array("i", [pair.label, len(pair.input_ids), *pair.input_ids, *pair.token_type_ids]))
    for batch in batches:
        digest.update(array("i", [len(batch), *batch]))
    return digest.hexdigest()


def _padded(pair: Encoded) -> int:
    return -(-len(pair.input_ids) // LENGTH_STEP) * LENGTH_STEP
