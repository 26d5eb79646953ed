"""Addresses of extracts, under /{organisation}/skola/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
