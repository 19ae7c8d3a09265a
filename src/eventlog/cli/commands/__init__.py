"""The commands, one file for each group. A file imports click and options at its top, and what does the work when it
is run.
"""
