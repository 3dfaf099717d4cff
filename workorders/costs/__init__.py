"""The arithmetic of costs: amounts, rates of the day, what is left of a commitment, and sums over the ledger."""
