from workorders.models.work_orders import Comment, WorkOrder

__all__ = ["Comment", "WorkOrder"]
