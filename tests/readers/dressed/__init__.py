"""Figures dressed in the ways that each format has: raised, struck, hidden, covered, replaced."""
