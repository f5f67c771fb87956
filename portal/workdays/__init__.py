"""Working days 工作日: how a statutory period is counted, and by which calendar."""
