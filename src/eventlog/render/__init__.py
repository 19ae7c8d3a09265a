"""Render: how claims and answers are put into words, tables and rows."""
