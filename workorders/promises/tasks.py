"""Recurring and long work on work orders."""

from uuid import UUID

from celery import shared_task

from workorders.promises.recomputing import run_recomputation


@shared_task
def recompute(organization_id: str, recomputation_id: str) -> None:
    """Compute the clocks of all open work anew, in batches."""
    run_recomputation(UUID(organization_id), UUID(recomputation_id))
