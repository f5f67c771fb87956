"""文书: acts put on paper, numbered, dated, and bound to the audit chain."""
