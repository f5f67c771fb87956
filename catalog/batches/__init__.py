"""Many drafts at one go: what imports and bulk edits do alike with each row of theirs."""
