"""Up to a thousand writes in one call, each by the rules of a single one, and those of a kind together."""
