"""What makes, trains and measures the model; run from the repository, not installed."""
