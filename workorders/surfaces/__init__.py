from workorders.surfaces.teams import skills, teams
from workorders.surfaces.work_orders import OPEN_WORK_ORDERS, work_orders

__all__ = ["OPEN_WORK_ORDERS", "skills", "teams", "work_orders"]
