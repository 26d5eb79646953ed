"""Addresses of schools, classes and pupils, under /{organisation}/skola/."""

from django.urls import path

from armkrok.services.school.views import roster

urlpatterns = [
    path("klasser/", roster.classes, name="classes"),
    path("skolor/<uuid:school_unit_id>/", roster.unit, name="unit"),
    path("klasser/<uuid:school_group_id>/", roster.group, name="class"),
    path("elever/<uuid:pupil_id>/", roster.pupil, name="pupil"),
]
