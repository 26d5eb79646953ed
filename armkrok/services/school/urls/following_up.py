"""Addresses of following_up, under /{organisation}/skola/."""

from django.urls import path

from armkrok.services.school.views import following_up

urlpatterns = [
    path("uppfoljning/", following_up.follow_up, name="follow-up"),
    path("uppfoljning/skolor.csv", following_up.schools_csv, name="follow-up-schools"),
    path("uppfoljning/amnen.csv", following_up.subjects_csv, name="follow-up-subjects"),
    path("uppfoljning/laromedel.csv", following_up.titles_csv, name="follow-up-titles"),
]
