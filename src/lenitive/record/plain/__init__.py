"""The SQL of reading as Python over rows: for one chart, where a database spends its time on planning.

The SQL stays the only definition: its tree is written once as the text of a Python function (`values`,
`selects`), kept on disk, and run for a chart. What has no writer, or a value that the database may treat in a
way of its own, leaves the chart to the database; nothing is guessed.
"""
