"""Files of many records, and reports, that a worker makes: asked for, made, fetched by an address that expires."""
