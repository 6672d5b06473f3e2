"""The app in the browser: one page a file, each of them ask - call - show.

Pages: claims, claim, documents, document, add_claims, add_documents, export, cases. `app.py` at the top is their frame. A
page is run by Streamlit as a script; importing one has no effect. `quote` is the only module that writes HTML.
"""
