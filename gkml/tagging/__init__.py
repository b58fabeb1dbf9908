"""Document to Tags."""
