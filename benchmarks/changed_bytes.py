"""Change single bytes of a workspace and of a packet at random, and count how many `verify` finds and names.

Run ``python benchmarks/changed_bytes.py WORKSPACE CASE``: a hundred of each, by seed, spread over all files and over all bytes
alike. The workspace is copied first, and the packet is made of the copy; nothing of yours is touched.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from tampering import Flip, flips

from factcheck.export.packet import make_packet
from factcheck.store.seal import seal
from factcheck.store.workspace import Workspace
from factcheck.verify.packet import verify_packet
from factcheck.verify.workspace import verify_folder

COUNT, SEED = 100, 6


def count_workspace(root: Path) -> Counter[str]:
    """Changes in a workspace by the part that they fall on, with what became of them."""
    counted: Counter[str] = Counter()
    for flip in flips(root, COUNT, SEED):
        kept = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
        flip.apply(root)
        faults = verify_folder(root).faults
        _count(counted, Path(flip.file).parts[0], Path(flip.file).name, faults, flip)
        for path, content in kept.items():
            if not path.exists() or path.read_bytes() != content:
                path.write_bytes(content)
    return counted


def count_packet(packet: Path) -> Counter[str]:
    """Changes in a packet: half fall on any byte alike, half on any member alike."""
    counted: Counter[str] = Counter()
    sound = packet.read_bytes()
    with zipfile.ZipFile(packet) as archive:
        members = {
            one.filename: (one.header_offset, 30 + len(one.filename) + one.file_size) for one in archive.infolist()
        }
        archive.extractall(packet.parent / "members")
    for number, flip in enumerate(flips(packet.parent / "members", COUNT, SEED)):
        start, size = members[flip.file]
        at = start + size * flip.at // (packet.parent / "members" / flip.file).stat().st_size
        at = at if number % 2 == 0 else flip.at * 7919 % len(sound)
        packet.write_bytes(sound[:at] + bytes([sound[at] ^ flip.change]) + sound[at + 1 :])
        held = [name for name, (first, length) in members.items() if first <= at < first + length]
        name = held[0] if held else "list of contents"
        faults = verify_packet(packet).faults
        if not held and any("last line" in fault for fault in faults):
            name = "last line"
        _count(counted, name.partition("/")[0], name, faults, flip)
    packet.write_bytes(sound)
    return counted


def _count(counted: Counter[str], part: str, name: str, faults: list[str], flip: Flip) -> None:
    became = "named" if any(name in fault for fault in faults) else "found" if faults else "missed"
    if became != "named":
        print(f"{became}: {flip}, {faults[:3]}")
    counted[f"{part} {became}"] += 1


def main() -> None:
    """Copy, change, count, print."""
    source, case = Path(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        root = Path(temporary) / "workspace"
        shutil.copytree(source, root)
        packet = make_packet(Workspace(root), case, Path(temporary) / "packet.zip").path
        assert seal(root)
        assert verify_folder(root).faults == verify_packet(packet).faults == []
        for what, counted in (("workspace", count_workspace(root)), ("packet", count_packet(packet))):
            by_fate = Counter(key.rpartition(" ")[2] for key in counted.elements())
            print(f"{what}: {COUNT} changes, {dict(by_fate)}; {dict(sorted(counted.items()))}")


if __name__ == "__main__":
    main()
