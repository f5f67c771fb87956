"""Benchmarks: ours and the reference in turn, in one run, both giving the same rows."""
