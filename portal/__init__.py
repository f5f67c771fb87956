"""The kernel: the law, the gate, the audit chain and the calendar; it knows no domain."""
