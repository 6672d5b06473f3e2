"""The frame of the app: `streamlit run app.py`. What stands in it is in factcheck/ui."""

import streamlit as st

from factcheck.ui import frame, naming, quote, session, sign_in
from factcheck.ui.models import models

st.set_page_config("Factcheck", page_icon=frame.ICON, layout="wide", initial_sidebar_state=frame.SIDEBAR_WIDTH)
quote.show_style()
try:
    with session.errors_shown():
        if sign_in.is_admitted():
            workspace = session.open_workspace()
            case = session.find_case(workspace)
            page = st.navigation(frame.choose_pages(case), expanded=True)  # no page behind "view more"
            frame.settle_case(case)
            frame.go_on()
            frame.show_sidebar(workspace, case, is_study=page.url_path == frame.STUDY_PATH)
            frame.forget_notes(page)
            with frame.way_back(case):
                page.run()
            naming.show()
finally:
    models().start()  # last, so that the first page is painted before the import of the models takes the processor
