-- Everything is still to be done, planned and due within two months on both sides of today.
update workorders_workorder w set
    state = case when spread.n %% 4 = 0 then 'open' when spread.n %% 4 = 1 then 'assigned' else 'in_progress' end,
    assignee_id = case when spread.n %% 4 = 0 then null else (%(people)s::uuid[])[1 + spread.n %% cardinality(%(people)s)] end,
    started_at = null, completed_at = null, closed_at = null, resolution = '', cancel_reason = '',
    planned_start = now() + make_interval(hours => (spread.n %% 2880)::int - 1440),
    due_at = now() + make_interval(hours => (spread.n * 7 %% 2880)::int - 1440)
from (select id, number::int as n from workorders_workorder where organization_id = %(organization)s) spread
where w.id = spread.id;
