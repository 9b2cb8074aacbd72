"""Text in, safe HTML out: rendering, word counts, comparisons, merges and pasted notes."""
