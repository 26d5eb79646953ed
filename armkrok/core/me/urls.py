"""A person's own addresses, outside every organisation, and the operator's page among its settings."""

from django.urls import path

from armkrok.core.me.views import adding, merging, own

public_urlpatterns = [
    path("mina/uppgifter/", own.my_data, name="my-data"),
    path("mina/inloggningar/", own.sessions, name="my-sessions"),
    path("mina/uppgifter/hamta/", own.export, name="my-export"),
    path("mina/uppgifter/hamta/fil/", own.fetch, name="my-export-fetch"),
    path("mina/uppgifter/hamta/logga-in-igen/", own.log_in_again, name="my-export-again"),
    path("mina/uppgifter/e-legitimation/", adding.choose, name="my-add"),
    path("mina/uppgifter/e-legitimation/visa/", adding.start, name="my-add-start"),
    path("mina/uppgifter/e-legitimation/<uuid:order_id>/", adding.waiting, name="my-add-order"),
    path("mina/uppgifter/e-legitimation/<uuid:order_id>/lage/", adding.state, name="my-add-state"),
    path("mina/uppgifter/e-legitimation/<uuid:order_id>/avbryt/", adding.cancel, name="my-add-cancel"),
    path("mina/uppgifter/e-legitimation/<uuid:order_id>/igen/", adding.retry, name="my-add-retry"),
]
urlpatterns = [
    path("sammanfor/", merging.persons, name="persons"),
    path("sammanfor/be/", merging.ask, name="persons-ask"),
    path("sammanfor/avgor/", merging.decide, name="persons-decide"),
]
