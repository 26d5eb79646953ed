"""Where sources say that something has changed, and where that is asked for, under /{organisation}/skola/."""

from django.urls import path

from armkrok.services.school.views import ss12000_hook, subscribing

urlpatterns = [
    path("avisering/<str:hook_secret>/", ss12000_hook.told, name="ss12000-hook"),
    path("kallor/<uuid:source_id>/prenumerera/", subscribing.subscribe, name="source-subscribe"),
    path("kallor/<uuid:source_id>/sluta-prenumerera/", subscribing.unsubscribe, name="source-unsubscribe"),
]
