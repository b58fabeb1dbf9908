"""Annotated documents: what they are, how they are written, exchanged with other tools, checked and chosen."""
