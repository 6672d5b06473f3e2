"""The app in the browser: one page a file, each of them ask - call - show.

Pages: cases, claims, add_claims, claim, documents, document, export. `app.py` at the top is their frame. A page is run by
Streamlit as a script; importing one has no effect. `quote` is the only module that writes HTML.
"""
