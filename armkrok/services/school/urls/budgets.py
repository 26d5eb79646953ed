"""Addresses of budgets and rights to buy, under /{organisation}/skola/."""

from django.urls import path

from armkrok.services.school.views import budgets, buying_rights

urlpatterns = [
    path("budget/", budgets.budgets, name="budgets"),
    path("budget/ny/", budgets.new, name="budget-new"),
    path("budget/<uuid:budget_id>/", budgets.budget, name="budget"),
    path("budget/<uuid:budget_id>/andra/", budgets.change, name="budget-change"),
    path("kopratter/", buying_rights.rights, name="buying-rights"),
    path("kopratter/ny/", buying_rights.new, name="buying-right-new"),
    path("kopratter/kopare/", buying_rights.buyer, name="buyer"),
    path("kopratter/<uuid:right_id>/", buying_rights.change, name="buying-right"),
    path("kopratter/<uuid:right_id>/avsluta/", buying_rights.end, name="buying-right-end"),
]
