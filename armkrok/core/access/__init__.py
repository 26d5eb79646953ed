"""Who may do what: roles, permissions and one function that decides."""
