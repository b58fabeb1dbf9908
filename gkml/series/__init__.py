"""Checks across reports: duplicates, one agency from year to year, a government against what stands below it."""
