"""Reports: figures over work orders, occurrences, hours and costs, each a question of the query language."""
