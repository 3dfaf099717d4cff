"""`make bench`: how fast Atrium is, as ratios to PostgreSQL's own speed and to plain Django. Never a timed test."""
