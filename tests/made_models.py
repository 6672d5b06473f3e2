"""Small stance models of the families that people bring, untrained, as their makers save them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

WORDS = re.findall(r"\w+", "acme sold engines to the agency never nothing rain fell on a day in may four hundred")
TEXT = [f"Acme sold {n} engines to the agency on day {n}, and nothing else; rain fell never." for n in range(60)]
THREE = {0: "entailment", 1: "neutral", 2: "contradiction"}
_SMALL: dict[str, Any] = {
    "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64,
    "max_position_embeddings": 96, "initializer_range": 0.5,
}  # fmt: skip


def make_bert(folder: Path, labels: dict[int, str] = THREE, **config: Any) -> Path:
    """BERT, its tokenizer as a word list."""
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    folder.mkdir(parents=True)
    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]))
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    _save(BertForSequenceClassification, BertConfig(vocab_size=32, **_with(labels, config)), folder)
    return folder


def make_roberta(folder: Path, labels: dict[int, str] = THREE, **config: Any) -> Path:
    """RoBERTa, which keeps two positions for itself, its tokenizer as byte pairs."""
    from tokenizers import ByteLevelBPETokenizer
    from transformers import RobertaConfig, RobertaForSequenceClassification, RobertaTokenizer

    folder.mkdir(parents=True)
    pairs = ByteLevelBPETokenizer()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    pairs.train_from_iterator(TEXT, vocab_size=300, special_tokens=special, show_progress=False)
    pairs.save_model(str(folder))
    tokenizer = RobertaTokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"))
    tokenizer.save_pretrained(folder)
    made = RobertaConfig(vocab_size=len(tokenizer), type_vocab_size=1, **_with(labels, config))
    _save(RobertaForSequenceClassification, made, folder)
    return folder


def make_deberta(folder: Path, labels: dict[int, str] = THREE, **config: Any) -> Path:
    """DeBERTa of the second and third kind, its tokenizer as a sentencepiece file alone, as many of them are kept."""
    import sentencepiece
    from transformers import DebertaV2Config, DebertaV2ForSequenceClassification, DebertaV2Tokenizer

    folder.mkdir(parents=True)
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXT), model_prefix=str(folder / "spm"), vocab_size=60, minloglevel=2,
        pad_id=0, unk_id=3, bos_id=1, eos_id=2, pad_piece="[PAD]", unk_piece="[UNK]", bos_piece="[CLS]",
        eos_piece="[SEP]", user_defined_symbols=["[MASK]"],
    )  # fmt: skip
    tokenizer = DebertaV2Tokenizer(str(folder / "spm.model"))
    tokenizer.save_pretrained(folder)
    (folder / "spm.vocab").unlink()
    made = DebertaV2Config(
        vocab_size=len(tokenizer) + 8, relative_attention=True, pos_att_type=["p2c", "c2p"], type_vocab_size=0,
        **_with(labels, config),
    )  # fmt: skip
    _save(DebertaV2ForSequenceClassification, made, folder)
    return folder


FAMILIES = {"BERT": make_bert, "RoBERTa": make_roberta, "DeBERTa": make_deberta}


def relabel(folder: Path, labels: dict[int, str]) -> None:
    """Give the outputs of a saved model other names."""
    path = folder / "config.json"
    config = json.loads(path.read_text())
    config["id2label"] = {str(number): label for number, label in labels.items()}
    config["label2id"] = {label: number for number, label in labels.items()}
    path.write_text(json.dumps(config))


def _with(labels: dict[int, str], config: dict[str, Any]) -> dict[str, Any]:
    names = {"id2label": labels, "label2id": {label: number for number, label in labels.items()}}
    return _SMALL | names | config


def _save(kind: Any, config: Any, folder: Path) -> None:
    import torch

    torch.manual_seed(1)
    kind(config).save_pretrained(folder)
