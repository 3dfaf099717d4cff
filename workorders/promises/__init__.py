"""How promises of work orders are chosen, computed and kept: the rules of SLA clocks beside the pure arithmetic."""
