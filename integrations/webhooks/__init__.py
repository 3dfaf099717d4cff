"""How changes reach the webhooks: spread over them, queued for each, sent in the order of each record."""
