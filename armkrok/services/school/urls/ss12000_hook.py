"""Where sources say that something has changed, under /{organisation}/skola/."""

from django.urls import path

from armkrok.services.school.views import ss12000_hook

urlpatterns = [path("avisering/<str:hook_secret>/", ss12000_hook.told, name="ss12000-hook")]
