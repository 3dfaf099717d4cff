"""What the database itself guards: roles, policies, stamps, the change record."""
