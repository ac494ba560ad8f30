"""Questions about pain care and courses: searched, compared and answered from the library alone.

`ask.py` answers; `library.py` gathers the passages, `index.py` searches them, `kinds.py` recognises what a
question is, `answer.py` composes, `catalogue/` reads, finds and compares courses.
"""
