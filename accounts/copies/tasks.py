"""Copies at work in the background."""

from uuid import UUID

from celery import shared_task

from accounts.copies.running import run_copy
from accounts.models import OrganizationCopy
from core.jobs.handing import asked_for, hand_over, remove_expired, resume_lost


def hand_to_workers(copy: OrganizationCopy) -> None:
    """After the commit. While the queue is away the copy waits for the sweep."""
    hand_over(copy, work_on_copy)


@shared_task
def work_on_copy(organization_id: str, copy_id: str) -> None:
    """Do what was asked for. Whoever asked must still be a member."""
    if found := asked_for(OrganizationCopy, UUID(organization_id), UUID(copy_id)):
        copy, actor = found
        run_copy(copy.pk, actor=actor)


@shared_task
def resume_lost_copies() -> int:
    """Send copies again whose worker was killed, or that never reached one; returns how many."""
    return resume_lost(OrganizationCopy, work_on_copy)


@shared_task
def remove_expired_copies() -> int:
    """Take away the files whose days are over; returns how many."""
    return remove_expired(OrganizationCopy)
