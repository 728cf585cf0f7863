"""What may happen to a full outbox while workers empty it, played with real processes."""
