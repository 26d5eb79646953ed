"""Addresses of following_up, under /{organisation}/skola/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
