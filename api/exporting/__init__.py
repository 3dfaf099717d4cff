"""Files of many records that a worker writes: asked for, written, fetched by an address that expires, and removed."""
