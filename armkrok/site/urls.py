"""Every address, put together from the core and the services."""

from django.urls import URLPattern, URLResolver, include, path

from armkrok.core import registry
from armkrok.core.administration.service import service as administration
from armkrok.core.eid import urls as eid
from armkrok.core.notifications import urls as notifications
from armkrok.site import views
from armkrok.site.api import api

handler400 = "armkrok.site.views.bad_request"
handler403 = "armkrok.site.views.forbidden"
handler404 = "armkrok.site.views.not_found"
handler500 = "armkrok.site.views.server_error"

_ = administration

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.start, name="start"),
    path("tillganglighet/", views.information, {"page": "accessibility"}, name="accessibility"),
    path("personuppgifter/", views.information, {"page": "privacy"}, name="privacy"),
    path("kakor/", views.information, {"page": "cookies"}, name="cookies"),
    path("hjalp/", views.information, {"page": "help"}, name="help"),
    path("sprak/", views.set_language, name="set-language"),
    path("api/", api.urls),
    *eid.urlpatterns,
    *notifications.urlpatterns,
]
for service in registry.services():
    urlpatterns += service.public_urls
for service in registry.services():
    urlpatterns.append(
        path(f"<slug:organisation>/{service.slug}/", include((list(service.urls), service.key)))
    )
urlpatterns.append(path("<slug:organisation>/", views.town, name="town"))
