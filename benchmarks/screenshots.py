"""Pictures of every page of the flagship case, light and dark, at two widths.

    python benchmarks/screenshots.py FOLDER

A workspace is made for them, in which two people have reviewed a claim and differ, and a student has played another; with
`--workspace` one that an earlier run has made is used again. `--only NAME` takes some, `--whole` all of a page and not the
first screen alone.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from contrast import fade
from every_page import IDA, list_views, place_of, play, play_study
from real_browser import PATIENCE, ROOT, open_chromium, serve, settle

from factcheck.cases import load_case_folder
from factcheck.model import Progress
from factcheck.readers import Readers
from factcheck.settings import Settings
from factcheck.store.study import load_works
from factcheck.store.workspace import Workspace
from factcheck.study.room import list_rooms, prepare_room

FOLDER = ROOT / "corpus/palantir-ice"
CASE, CLAIM, OTHERS = "palantir-ice", "PAL-C28", ("PAL-C1", "PAL-C4")
WIDTHS, HEIGHT, SCHEMES = (1440, 1024), 900, ("light", "dark")


def say(progress: Progress) -> None:
    """Say on one line where the work stands."""
    print(f"\r{progress.step} {progress.done} of {progress.total}    ", end="", flush=True)


def make_played(root: Path) -> None:
    """Load the flagship case as a case and as a case study, and let people work on both."""
    workspace, readers = Workspace(root), Readers(Settings(workspace=root))
    load_case_folder(FOLDER, workspace, readers, say)
    play(workspace, CASE, CLAIM, OTHERS)
    play_study(prepare_room(workspace, FOLDER, readers, say))


def take(root: Path, out: Path, only: list[str], is_whole: bool) -> None:
    """Write a PNG for each view, width and scheme."""
    workspace = Workspace(root)
    students = list_rooms(workspace)[CASE]
    with students.workspace.reading() as db:
        works = load_works(db, CASE, IDA)
    claims = [claim for (_, claim), work in sorted(works.items(), key=lambda one: not one[1].is_submitted)]
    views = list_views(CASE, CLAIM, place_of(workspace, CASE, CLAIM), CASE, claims)
    out.mkdir(parents=True, exist_ok=True)
    with serve(root, out / "server.txt") as address, open_chromium() as chromium:
        context = chromium.new_context(base_url=address, viewport={"width": WIDTHS[0], "height": HEIGHT})
        context.add_cookies([{"name": "factcheck_name", "value": IDA, "url": address}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        for view in views:
            if only and view.name not in only:
                continue
            view.open(page)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                settle(page)
                for scheme in SCHEMES:
                    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                    fade(page)
                    page.wait_for_timeout(400)  # a table is painted after it is there
                    height = page.evaluate("document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight")
                    if is_whole:
                        page.set_viewport_size({"width": width, "height": max(HEIGHT, min(int(height), 6000))})
                        settle(page)
                    page.screenshot(path=out / f"{view.name}-{width}-{scheme}.png", animations="disabled")
                    page.set_viewport_size({"width": width, "height": HEIGHT})
            print(view.name)


def main() -> None:
    """Read the command line, make what is missing, take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--whole", action="store_true")
    asked = parser.parse_args()
    root = asked.workspace or asked.out / "workspace"
    if not root.exists():
        make_played(root)
    take(root, asked.out, asked.only, asked.whole)


if __name__ == "__main__":
    main()
