"""Filling two organizations from the published rows, by the same write path as everything else."""
