"""Fuzzing: files changed at random, and what a reader promises whatever it is given."""

READERS = ("pdf", "docx", "doc", "xlsx", "mhtml", "zip", "html", "text", "pipeline")
"""What can be fuzzed: the readers, and the whole street from bytes to a report with the tagger of the rules."""
