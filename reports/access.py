"""Which reports a reader may open: what they may not see answers 404."""
