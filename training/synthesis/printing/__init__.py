"""Printing as a grammar: a plan draws one production of every dimension, and the document is printed as it says."""

from training.synthesis.printing.documents import print_document
from training.synthesis.printing.grammar import Plan, PrintingGrammar, Split, printing_grammar

__all__ = ["Plan", "PrintingGrammar", "Split", "print_document", "printing_grammar"]
