from workorders.models.request_links import RequestLink
from workorders.models.requests import AffectedPerson, Request, RequestComment
from workorders.models.teams import Skill, Team, TeamMember, TeamPlace, TeamTrade
from workorders.models.transitions import HoldReason, Transition
from workorders.models.work_orders import Comment, WorkOrder

__all__ = [
    "AffectedPerson",
    "Comment",
    "HoldReason",
    "Request",
    "RequestComment",
    "RequestLink",
    "Skill",
    "Team",
    "TeamMember",
    "TeamPlace",
    "TeamTrade",
    "Transition",
    "WorkOrder",
]
