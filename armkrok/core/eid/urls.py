"""Addresses at the door, outside every organisation."""

from django.urls import path

from armkrok.core.eid import answers, views

urlpatterns = [
    path("logga-in/", views.login, name="login"),
    path("logga-in/organisation/", views.organisations, name="login-organisations"),
    path("logga-in/bankid/", views.start, {"way": "bankid"}, name="login-bankid"),
    path("logga-in/med/<uuid:way>/", views.start, name="login-way"),
    path("logga-in/oidc/<uuid:provider_id>/svar/", answers.oidc, name="login-oidc-answer"),
    path("logga-in/saml/<uuid:provider_id>/svar/", answers.saml, name="login-saml-answer"),
    path("logga-in/saml/<uuid:provider_id>/metadata.xml", answers.metadata, name="login-saml-metadata"),
    path("logga-in/pagar/<uuid:order_id>/", views.waiting, name="login-order"),
    path("logga-in/pagar/<uuid:order_id>/lage/", views.state, name="login-state"),
    path("logga-in/pagar/<uuid:order_id>/avbryt/", views.cancel, name="login-cancel"),
    path("logga-in/pagar/<uuid:order_id>/igen/", views.retry, name="login-retry"),
    path("logga-ut/", views.logout, name="logout"),
]
