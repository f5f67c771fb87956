"""举证材料包: one download that proves what was asked, agreed and delivered, off-line."""
