"""The arithmetic of the form, applied to the placed cells."""
