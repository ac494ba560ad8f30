"""What there is to learn: questions and answers, lessons, courses, careers, and how a question is recognised.

One module for each kind, each with the YAML beside it. No logic: `lenitive.learn` searches and answers.
"""
