"""Addresses of an organisation's settings."""

urlpatterns: list[object] = []
