"""Addresses of supplier_pages, under /{organisation}/skola/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
