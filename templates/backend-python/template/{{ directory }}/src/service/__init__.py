"""A web service."""
