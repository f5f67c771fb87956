"""The hash-chained log, which is also the event feed."""
