"""Addresses of licences, under /{organisation}/skola/."""

from django.urls import path

from armkrok.services.school.views import licences, seats, year_change

urlpatterns = [
    path("licenser/", licences.licences, name="licences"),
    path("licenser/<uuid:licence_id>/", licences.licence, name="licence"),
    path("licenser/<uuid:licence_id>/andra/", licences.change, name="licence-change"),
    path("licenser/<uuid:licence_id>/ge/", seats.give, name="seat-give"),
    path("licenser/platser/<uuid:seat_id>/lamna/", seats.give_back, name="seat-return"),
    path("arsskifte/", year_change.year_changes, name="year-changes"),
    path("arsskifte/dagar/", year_change.dates, name="year-dates"),
    path("arsskifte/skolor/<uuid:school_unit_id>/", year_change.begin, name="year-change-begin"),
    path("arsskifte/<uuid:year_change_id>/", year_change.year_change, name="year-change"),
    path("arsskifte/<uuid:year_change_id>/granska/", year_change.review, name="year-change-review"),
]
