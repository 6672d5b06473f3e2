"""The evidence packet on the export page: choose what goes in, make it, download it, and keep its SHA-256."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from factcheck.export.packet import Packet, Wish, make_packet
from factcheck.store.workspace import Workspace
from factcheck.ui import quote, session, words


def show(workspace: Workspace, case: str, claims: tuple[str, ...], is_protected: bool) -> None:
    """Offer a packet of the claims that are chosen above; nothing is made before it is asked for."""
    with st.expander("Evidence packet: everything in one file that proves itself", icon=":material/package_2:"):
        quote.show(
            quote.text(
                "Table, page images, documents, decision log and their SHA-256 in one ZIP file, with a README for people "
                "without the tool. Whoever has the tool runs: factcheck verify FILE. It names every change.",
                kind="context",
            )
        )
        received = not is_protected and st.radio(
            "Documents", [True, False], horizontal=True, key="packet_received",
            format_func=lambda one: "as they were received" if one else "only their hashes",
        )  # fmt: skip
        if is_protected:
            quote.show(quote.text("Sources are protected, so documents stay out; their hashes go in.", kind="small"))
        images = st.checkbox("Page images", value=not is_protected, key=f"packet_images_{is_protected}")
        wish = Wish(claims, with_received=bool(received), with_images=images, is_protected=is_protected)
        kept: dict[Wish, tuple[Packet, bytes]] = st.session_state.setdefault("packet_made", {})
        if st.button("Make the packet", key="packet_make"):
            kept.clear()
            kept[wish] = _make(workspace, case, wish)
        if wish in kept:
            _show_made(case, *kept[wish])


def _make(workspace: Workspace, case: str, wish: Wish) -> tuple[Packet, bytes]:
    with session.progress_shown() as on_progress, tempfile.TemporaryDirectory(prefix="factcheck-packet-") as folder:
        made = make_packet(workspace, case, Path(folder) / "packet.zip", wish, on_progress)
        return made, made.path.read_bytes()


def _show_made(case: str, made: Packet, data: bytes) -> None:
    protected = "-protected" if made.proof else ""
    name = f"factcheck-{case}{protected}-packet.zip"
    st.download_button(
        f"Download the packet ({words.say_size(made.size)})", data, name, "application/zip",
        key="packet_download", on_click="ignore", type="primary",
    )  # fmt: skip
    quote.show(
        quote.line(
            words.count(made.quotes, "quotation"),
            words.count(made.images, "page image"),
            words.count(made.received, "document"),
            f"{made.entries} entries of the decision log",
        ),
        quote.text(f"SHA-256: {made.sha256}", kind="small"),
        quote.text(
            "Keep it in a place of its own: it shows later that this is the packet that was made now.", kind="small"
        ),
        quote.text(made.proof, kind="small"),
    )
