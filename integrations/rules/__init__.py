"""When something happens, if it is so, then this is done: the organization's own rules."""
