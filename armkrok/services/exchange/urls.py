"""Addresses under /{organisation}/informationsutbyte/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
