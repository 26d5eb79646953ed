"""Addresses of suppliers, under /{organisation}/skola/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
