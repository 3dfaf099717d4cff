-- Which request came from where and when: busy buildings, the move-in peak of August, office hours.
create temporary table bench_request on commit drop as
select p.id as property_id, p.spaces, p.equipment,
       make_date(2016 + floor(random() * 10)::int, month.number, 1)
           + make_interval(days => floor(random() * 28)::int)
           + make_interval(secs => 3600 * (case when hour.kind < 0.6 then 9 + 8 * random()
                                                when hour.kind < 0.7 then 6 * random()
                                                when hour.kind < 0.8 then 6 + 3 * random()
                                                else 17 + 7 * random() end)) as reported,
       -- A third is done within a day, three quarters within a week, one in twenty after more than a month.
       make_interval(secs => 86400 * exp(0.726 + 1.65 * random_normal())) as taken,
       random() as fate, random() as stake, random() as hurry,
       1 + floor(random() * %(titles)s)::int as title, 1 + floor(random() * %(texts)s)::int as text,
       1 + floor(random() * %(resolutions)s)::int as resolution,
       floor(random() * 400)::int as room, random() as kind, random() as hand, random() as said
from bench_place p
cross join lateral generate_series(1, p.rows) copy
cross join lateral (select 1 + width_bucket(random() + 0 * copy, array[
    0.10, 0.165, 0.225, 0.295, 0.375, 0.415, 0.455, 0.705, 0.805, 0.885, 0.955]) as number) month
cross join lateral (select random() + 0 * copy as kind) hour;
