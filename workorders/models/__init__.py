from workorders.models.teams import Skill, Team, TeamMember, TeamPlace, TeamTrade
from workorders.models.work_orders import Comment, WorkOrder

__all__ = ["Comment", "Skill", "Team", "TeamMember", "TeamPlace", "TeamTrade", "WorkOrder"]
