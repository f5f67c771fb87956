"""Corrections of shared data, and the recall of what was corrected (Art. 26)."""
