"""Every statement by name, one module a noun; services never write SQL."""
