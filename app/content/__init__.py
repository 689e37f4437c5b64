"""Lessons, pages, trainings and terms as files: read once, checked, shown in the reader's language.

A *document* is one Markdown file in one language, a *block* its smallest translated piece, a *record* the
comment above a block that says what a translation followed. This slice never edits text by itself: it
stamps and numbers.
"""
