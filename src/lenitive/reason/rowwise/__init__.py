"""The derived tables of one person in memory: Ibis expressions written as Python over rows, once a process.

For a handful of rows a database spends its time on planning. Here each expression is written once as the text
of a Python function over lists of tuples (`writing`), kept like its SQL, and run for a person (`run`).
The expressions stay the only place where a table is defined. What has no writer here, or a value that the
database may treat in a way of its own, leaves the person to the database; nothing is guessed.
"""
