"""Documents come in: whatever files come, each is taken in whole or listed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import made_documents as made
import pytest
from conftest import CASE, make_claim, make_readers, take
from made_messages import make_compound

from factcheck.errors import NotFound, UnreadableDocument
from factcheck.model import Case, IngestReport, Progress
from factcheck.passages import split_passages
from factcheck.pipeline import check, ingest, walk
from factcheck.quarantine import retry
from factcheck.readers import Readers
from factcheck.receiving import Found
from factcheck.store.cases import save_case
from factcheck.store.documents import load_documents, load_hashes
from factcheck.store.failures import load_failures
from factcheck.store.pages import load_pages
from factcheck.store.passages import load_passages
from factcheck.store.workspace import Workspace
from factcheck.verify.workspace import verify_workspace

Save = Callable[[str, bytes | str], Path]
SOLD, UNSOLD = "Acme sold engines to the agency in 2018.", "The agency bought no engines of Acme at all."
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def add_case(workspace: Workspace, slug: str) -> None:
    with workspace.writing() as db:
        save_case(db, Case(slug, slug))


def statuses(report: IngestReport) -> list[str]:
    return [one.status for one in report.documents]


BAD = {
    "empty.pdf": (b"", "empty", "Get it again"),
    "blank.txt": (b" \n\n\0", "empty", "Get it again"),
    "locked.pdf": (made.lock_pdf(made.make_pdf(["Secret"]), "key"), "password", ""),
    "cut.pdf": (made.make_pdf(["Cut off"])[:60], "", ""),
    "cut.docx": (made.make_docx("Cut off")[:300], "damaged", "Get it again"),
    "photo.pdf": (PNG, "damaged", "save it anew"),
    "scan.png": (PNG, "damaged", "save it anew"),
    "old.txt": (make_compound({"WordDocument": b"x"}), "old Word", "DOCX or PDF"),
    "papers.zip": (made.make_zip(), "zip archive holds no file", "right archive"),
}


def test_bad_files_are_listed_and_never_stop_the_others(workspace: Workspace, readers: Readers, save: Save) -> None:
    paths = [save(name, content) for name, (content, _, _) in BAD.items()]
    good = [save("a.txt", SOLD), save("b.pdf", made.make_pdf([UNSOLD]))]
    missing = good[0].with_name("missing.txt")
    report = take(workspace, readers, good[0], *paths, missing, good[1])
    assert [Path(one.path).name for one in report.documents] == ["a.txt", "b.pdf"]
    found = {Path(failure.path).name: failure for failure in report.failures}
    assert list(found) == [*BAD, "missing.txt"]
    for name, (_, reason, remedy) in BAD.items():
        assert reason in found[name].reason
        assert remedy in found[name].remedy
        assert len(found[name].remedy) > 10
    assert "No such file" in found["missing.txt"].reason
    with workspace.reading() as db:
        kept = load_failures(db, CASE)
        assert len(load_documents(db, CASE)) == 2
    assert kept == [one for one in report.failures if Path(one.path) != missing]  # a mistyped path leaves no record
    assert verify_workspace(workspace).faults == []  # nothing of a bad file is kept


@pytest.mark.parametrize("pages", [["", "Text here."], ["Text here.", "", ""]], ids=["first", "last"])
def test_a_page_without_text_is_reported_as_unread(
    workspace: Workspace, readers: Readers, save: Save, pages: list[str]
) -> None:
    (one,) = take(workspace, readers, save("a.pdf", made.make_pdf(pages))).documents
    assert (one.pages, one.unread_pages) == (len(pages), pages.count(""))


def test_a_file_that_is_mended_is_no_failure_any_more(workspace: Workspace, readers: Readers, save: Save) -> None:
    path = save("a.txt", b"")
    take(workspace, readers, path)
    take(workspace, readers, path)
    with workspace.reading() as db:
        assert len(load_failures(db, CASE)) == 1
    save("a.txt", SOLD)
    take(workspace, readers, path)
    with workspace.reading() as db:
        assert load_failures(db, CASE) == []


def test_a_page_that_is_mended_is_no_failure_any_more(
    workspace: Workspace, readers: Readers, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> Found:
        return Found(refusal=UnreadableDocument("a.txt", "torn", "Get it again", page=3))

    with monkeypatch.context() as patch:
        patch.setattr("factcheck.intake.open_received", refuse)
        assert [one.page for one in take(workspace, readers, save("a.txt", SOLD)).failures] == [3]
    retry(workspace, CASE, readers)
    with workspace.reading() as db:
        assert load_failures(db, CASE) == []


def test_the_same_bytes_twice_are_one_document(workspace: Workspace, readers: Readers, save: Save) -> None:
    one, two = save("a.txt", SOLD), save("deep/other name.md", SOLD)
    assert statuses(take(workspace, readers, one, one)) == ["new", "known"]
    assert statuses(take(workspace, readers, one, two)) == ["known", "known"]
    add_case(workspace, "other")
    assert statuses(take(workspace, readers, two, case="other")) == ["new"]  # to that case
    with workspace.reading() as db:
        assert len(load_hashes(db)) == 1
        assert [d.file for d in load_documents(db, CASE) + load_documents(db, "other")] == ["a.txt", "a.txt"]
    assert len([path for path in workspace.received.rglob("*") if path.is_file()]) == 1


def test_known_bytes_are_not_read_again(
    workspace: Workspace, readers: Readers, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(workspace, readers, save("a.txt", SOLD))
    monkeypatch.setattr("factcheck.intake.open_received", lambda *_: pytest.fail("read again"))
    assert statuses(take(workspace, readers, save("b.txt", SOLD))) == ["known"]


def test_a_received_file_that_was_lost_is_kept_again(workspace: Workspace, readers: Readers, save: Save) -> None:
    (one,) = take(workspace, readers, save("a.txt", SOLD)).documents
    workspace.received_path(one.sha256).unlink()
    take(workspace, readers, save("a.txt", SOLD))
    assert verify_workspace(workspace).faults == []


@pytest.mark.parametrize("path", sorted(BAD.keys() - {"cut.pdf"}), ids=str)
def test_only_the_content_of_a_file_is_trusted(workspace: Workspace, readers: Readers, save: Save, path: str) -> None:
    assert take(workspace, readers, save(f"{path}.txt", BAD[path][0])).documents == ()


NAMES = [
    "a\nb.txt", "quote\"and'.txt", "..%2F..%2Fetc.txt", "-rf.txt", "=1+1.txt", "<b>x&amp;.txt", "漢字.txt", "a\x1b[31m.txt",
    "...txt", " .txt", "x" * 250 + ".txt", "CON.txt", "a|b;c&d$(e).txt",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_file_may_have_any_name(workspace: Workspace, readers: Readers, save: Save, name: str) -> None:
    report = take(workspace, readers, save(name, SOLD))
    assert [one.path.endswith(name) for one in report.documents] == [True]
    with workspace.reading() as db:
        assert [one.file for one in load_documents(db, CASE)] == [name]
    assert {path.name for path in workspace.root.iterdir()} <= {
        "factcheck.db", "factcheck.db-wal", "factcheck.db-shm", "factcheck.lock", "received", "index",
        "factcheck.seal", "heads.json", "heads.lock",
    }  # fmt: skip


@pytest.mark.parametrize("content", [SOLD, ""], ids=["good", "bad"])
def test_a_name_that_is_no_text_is_shown_with_marks(
    workspace: Workspace, readers: Readers, save: Save, content: str
) -> None:
    plain = save("plain.txt", content)
    odd = os.fsencode(plain.parent) + b"/odd\xff.txt"
    Path(os.fsdecode(odd)).write_text(content)
    report = take(workspace, readers, Path(os.fsdecode(odd)), save("last.txt", UNSOLD))
    named = [one.path for one in (*report.documents, *report.failures)]
    assert any(path.endswith("odd\ufffd.txt") for path in named)
    assert statuses(report)[-1] == "new"


def test_a_name_too_long_for_the_disk_is_listed(workspace: Workspace, readers: Readers, save: Save) -> None:
    report = take(workspace, readers, save("a.txt", SOLD).with_name("x" * 300), save("b.txt", UNSOLD))
    assert statuses(report) == ["new"]
    assert "File name too long" in report.failures[0].reason


def test_folders_are_walked_in_order_and_hidden_files_left_out(save: Save) -> None:
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden", ".git/config", "sub/.DS_Store"):
        save(name, name)
    folder = save("z.txt", "z").parent
    assert [str(path.relative_to(folder)) for path in walk([folder])] == ["a.txt", "b.txt", "sub/c.txt", "z.txt"]
    assert list(walk([folder / ".hidden"])) == [folder / ".hidden"]  # asked for by name


def test_an_unknown_case_is_refused_before_a_file_is_opened(workspace: Workspace, readers: Readers, save: Save) -> None:
    with pytest.raises(NotFound, match="no case 'nobody'"):
        take(workspace, readers, save("a.txt", SOLD), case="nobody")
    assert list(workspace.received.iterdir()) == []


ODD_DOCUMENTS = {
    "one word": "Word",
    "no spaces": "x" * 20_000,
    "other scripts": "漢字だけの文。次の文。" * 80 + "\n\nЭто не так. هذا ليس صحيحا.",
    "astral": "𝔘𝔫𝔦 😀 " * 300,
    "controls": "Before. \x1b[31mRed. Next\x0cpage.",
    "bidi": "abc \u202edef\u202c ghi.",
    "combining": "e\u0301" * 400 + ".",
    "lines": "\n".join(f"{n} | {n * n} | $ {n},000" for n in range(400)),
    "markup": "<script>alert(1)</script> [x](javascript:alert(1)) ' OR 1=1 --",
    "latin": "Le coût était élevé. " * 60,
}


def test_every_stored_passage_is_an_exact_span_of_its_page(workspace: Workspace, save: Save) -> None:
    paths = [save(f"{name}.txt", text) for name, text in ODD_DOCUMENTS.items()]
    paths += [
        save("a.pdf", made.make_pdf([SOLD * 40, UNSOLD])),
        save("a.docx", made.make_docx(SOLD, [["a", "b"]], UNSOLD)),
        save("a.html", f"<html><body><p>{SOLD}<p>{UNSOLD}</body></html>"),
        save("bom.txt", b"\xef\xbb\xbf" + SOLD.encode()),
        save("utf16.txt", SOLD.encode("utf-16")),
    ]
    report = take(workspace, make_readers(), *paths)
    assert report.failures == ()
    seen = 0
    with workspace.reading() as db:
        for sha256 in load_hashes(db, CASE):
            pages = {page.number: page for page in load_pages(db, sha256)}
            passages = load_passages(db, sha256)
            seen += len(passages)
            for passage in passages.values():
                assert pages[passage.page].text[passage.start : passage.end] == passage.text
            cut = [one for page in pages.values() for one in split_passages(sha256, page)]
            assert list(passages.values()) == cut
            assert {len(page.text.encode()) for page in pages.values()} != {0}
    assert seen == sum(one.passages for one in report.documents) > 20
    assert verify_workspace(workspace).faults == []


def test_odd_documents_and_a_long_claim_pass_the_real_models(
    workspace: Workspace, shipped: Readers, save: Save
) -> None:
    names = ("one word", "no spaces", "astral", "controls", "bidi", "combining")
    take(workspace, shipped, *(save(f"{name}.txt", ODD_DOCUMENTS[name][:2000]) for name in names))
    checked, _ = check(workspace, CASE, make_claim(text="漢字 cost " + "x" * 4990), shipped, top_k=6)
    assert len(checked.evidence) == 6


class StopAt:
    """Raises like a person who presses Ctrl-C when a step is reached."""

    def __init__(self, step: str, done: int) -> None:
        self.step, self.done = step, done

    def __call__(self, progress: Progress) -> None:
        if progress.step == self.step and progress.done >= self.done:
            raise KeyboardInterrupt


def contents(workspace: Workspace) -> dict[str, object]:
    """All that a person would see, whatever order it came in."""
    with workspace.reading() as db:
        documents = sorted(load_documents(db, CASE), key=lambda one: one.file)
        passages = {one.file: [p.text for p in load_passages(db, one.sha256).values()] for one in documents}
    index = make_readers().open_index(workspace, CASE)
    files = sorted(path.name for path in workspace.received.rglob("*") if path.is_file())
    return {"documents": documents, "passages": passages, "n": len(index.dense), "files": files}


@pytest.mark.parametrize(
    ("step", "done"), [("reading", 0), ("reading", 2), ("pages", 2), ("embedding", 1), ("reading", 4)]
)
def test_a_stopped_ingest_is_repeated_to_the_same_end(tmp_path: Path, save: Save, step: str, done: int) -> None:
    paths = [save(f"{n}.txt", f"{SOLD} Number {n}.") for n in range(3)]
    paths.append(save("d.pdf", made.make_pdf([SOLD, UNSOLD, "Page three."])))
    workspaces = [Workspace(tmp_path / name) for name in ("whole", "stopped")]
    for workspace in workspaces:
        add_case(workspace, CASE)
    take(workspaces[0], make_readers(), *paths)
    with pytest.raises(KeyboardInterrupt):
        ingest(workspaces[1], CASE, paths, make_readers(), on_progress=StopAt(step, done))
    take(workspaces[1], make_readers(), *paths)
    assert contents(workspaces[1]) == contents(workspaces[0])
    assert verify_workspace(workspaces[1]).faults == []
