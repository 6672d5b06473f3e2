"""A decision that was not saved because somebody else was faster: what changed, and the way on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from factcheck.errors import StaleEdit
from factcheck.ui import quote, session


def keep(place: str, error: StaleEdit, wanted: tuple[Any, ...], again: str) -> None:
    """Keep what was refused for the next drawing of the page.

    Args:
        place: where on the page it belongs.
        error: what changed.
        wanted: what the person wanted, as the arguments of the callback that saves it.
        again: what the button says that saves it all the same.
    """
    session.notes()[f"stale_{place}"] = error.changes, wanted, again


def show(place: str, save: Callable[..., None], seen: int | None) -> None:
    """Say what changed, if something did here; the page around it shows the newest state already.

    ``save`` is called with what the person wanted and ``seen``, the version that the page now shows.
    """
    kept = session.notes().get(f"stale_{place}")
    if kept is None:
        return
    changes, wanted, again = kept
    with st.container(key=f"stale_{place}"):
        st.warning("**Not saved.** Somebody was faster; what you see now is the newest state.", icon=":material/sync:")
        quote.show(quote.items(changes))
        with st.container(horizontal=True, gap="small"):
            st.button(again, key=f"stale_again_{place}", on_click=save, args=(*wanted, seen))
            st.button("Leave it as it is now", key=f"stale_leave_{place}", on_click=session.notes().clear)
