"""Synthetic reports: made-up agencies, figures and prose in the layouts and with the noise of real reports."""

from training.synthesis.report import SyntheticReport, synthesise

__all__ = ["SyntheticReport", "synthesise"]
