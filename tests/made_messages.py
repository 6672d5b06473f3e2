"""Messages of Outlook made for tests: a compound file (MS-CFB) that holds the properties of a message (MS-OXMSG)."""

from __future__ import annotations

import struct
from collections.abc import Sequence

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD

Tree = dict[str, "bytes | Tree"]

SUBJECT, BODY, SENDER_NAME, SENDER_ADDRESS, SENT = 0x0037, 0x1000, 0x0C1A, 0x0C1F, 0x0039
DISPLAY_TO, NAME, ADDRESS, ATTACH_METHOD, LONG_NAME, ATTACHED = 0x0E04, 0x3001, 0x3003, 0x3705, 0x3707, 0x3701
UNICODE, BINARY, INTEGER, TIME = 0x001F, 0x0102, 0x0003, 0x0040


def make_msg(
    subject: str = "", body: str = "", sender: tuple[str, str] = ("Ann", "ann@acme.example"),
    to: Sequence[tuple[str, str]] = (), sent: int = 0, attachments: Sequence[tuple[str, bytes | None]] = (),
) -> bytes:  # fmt: skip
    """A message; ``sent`` is in seconds since 1601; an attachment without bytes is a message that is attached."""
    tree = properties(
        32, struct.pack("<8x4I8x", len(to), len(attachments), len(to), len(attachments)),
        {SUBJECT: subject, BODY: body, SENDER_NAME: sender[0], SENDER_ADDRESS: sender[1],
         DISPLAY_TO: "; ".join(name for name, _ in to)} | ({SENT: sent} if sent else {}),
    )  # fmt: skip
    for number, (name, address) in enumerate(to):
        tree[f"__recip_version1.0_#{number:08X}"] = properties(8, bytes(8), {NAME: name, ADDRESS: address})
    for number, (name, data) in enumerate(attachments):
        values: dict[int, object] = {LONG_NAME: name, ATTACH_METHOD: 1 if data is not None else 5}
        if data is not None:
            values[ATTACHED] = data
        tree[f"__attach_version1.0_#{number:08X}"] = properties(8, bytes(8), values)
    return make_compound(tree)


def properties(_size: int, header: bytes, values: dict[int, object]) -> Tree:
    """A storage of properties: those of fixed length in one stream, the others in a stream each."""
    tree: Tree = {}
    fixed = header
    for number, value in values.items():
        kind, data = encode(number, value)
        if kind in (UNICODE, BINARY):
            tree[f"__substg1.0_{number:04X}{kind:04X}"] = data
            fixed += struct.pack("<HHIII", kind, number, 6, len(data) + (2 if kind == UNICODE else 0), 0)
        else:
            fixed += struct.pack("<HHI8s", kind, number, 6, data)
    tree["__properties_version1.0"] = fixed
    return tree


def encode(number: int, value: object) -> tuple[int, bytes]:
    if isinstance(value, str):
        return UNICODE, value.encode("utf-16-le")
    if isinstance(value, bytes):
        return BINARY, value
    assert isinstance(value, int)
    if number == SENT:
        return TIME, struct.pack("<Q", value * 10_000_000)
    return INTEGER, struct.pack("<I4x", value)


def make_compound(tree: Tree) -> bytes:
    """A compound file. Every stream is padded to 4,096 bytes in the file, so that none is in the mini stream."""
    entries: list[tuple[str, int, bytes, int, list[int]]] = []  # name, kind, data, length, children

    def add(name: str, value: bytes | Tree, kind: int) -> int:
        number = len(entries)
        entries.append((name, kind, b"", 0, []))
        if isinstance(value, bytes):
            entries[number] = (name, 2, value, len(value), [])
        else:
            children = [
                add(key, inner, 1)
                for key, inner in sorted(value.items(), key=lambda one: (len(one[0]), one[0].upper()))
            ]
            entries[number] = (name, kind, b"", 0, children)
        return number

    add("Root Entry", tree, 5)
    mini, mini_fat, places = b"", [], {}
    sectors, fat = b"", []

    def chain(data: bytes) -> int:
        nonlocal sectors
        first, n = len(fat), max(1, -(-len(data) // SECTOR))
        sectors += data.ljust(n * SECTOR, b"\0")
        fat.extend([*range(first + 1, first + n), END])
        return first

    for number, (_, kind, data, _, _) in enumerate(entries):
        if kind == 2 and len(data) >= 4096:
            places[number] = chain(data)
        elif kind == 2 and data:
            n = -(-len(data) // 64)
            places[number] = len(mini_fat)
            mini_fat.extend([*range(len(mini_fat) + 1, len(mini_fat) + n), END])
            mini += data.ljust(n * 64, b"\0")
    root = chain(mini) if mini else END
    mini_start = (
        chain(
            b"".join(struct.pack("<I", one) for one in mini_fat).ljust(
                -(-len(mini_fat) * 4 // SECTOR) * SECTOR, b"\xff"
            )
        )
        if mini
        else END
    )
    n_mini = -(-len(mini_fat) * 4 // SECTOR)
    directory = b""
    links = {}
    for _, _, _, _, children in entries:  # siblings as a list to the right: legal, if not balanced
        links |= dict(zip(children, [*children[1:], FREE], strict=False))
    for number, (name, kind, _, length, children) in enumerate(entries):
        spelt = name.encode("utf-16-le")
        start = root if kind == 5 else places.get(number, END if kind == 2 else 0)
        directory += struct.pack(
            "<64sHBBIII16sIQQIQ", spelt, len(spelt) + 2, kind, 1, FREE, links.get(number, FREE),
            children[0] if children else FREE, b"", 0, 0, 0, start, len(mini) if kind == 5 else length,
        )  # fmt: skip
    directory_start = chain(directory)
    n_fat = 1
    while (len(fat) + n_fat) * 4 > n_fat * SECTOR:
        n_fat += 1
    fat_start = len(fat)
    fat.extend([FAT] * n_fat)
    table = b"".join(struct.pack("<I", one) for one in fat).ljust(n_fat * SECTOR, b"\xff")
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, n_fat,
        directory_start, 0, 4096, mini_start, n_mini, END, 0, fat_start,
    )  # fmt: skip
    header += b"".join(struct.pack("<I", fat_start + n) for n in range(1, n_fat))
    return header.ljust(SECTOR, b"\xff") + sectors + table
