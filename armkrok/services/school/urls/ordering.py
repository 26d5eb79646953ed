"""Addresses of ordering, under /{organisation}/skola/."""

from django.urls import path

from armkrok.services.school.views import order_deeds, ordering, orders

urlpatterns = [
    path("bestallningar/", orders.orders, name="orders"),
    path("bestallningar/lagg-till/<uuid:title_id>/", ordering.add, name="order-add"),
    path("bestallningar/rader/<uuid:line_id>/ta-bort/", ordering.remove_line, name="order-remove-line"),
    path("bestallningar/<uuid:order_id>/", orders.order, name="order"),
    path("bestallningar/<uuid:order_id>/klasser/", ordering.groups, name="order-groups"),
    path("bestallningar/<uuid:order_id>/summa/", ordering.sum_of, name="order-sum"),
    path("bestallningar/<uuid:order_id>/granska/", ordering.review, name="order-review"),
    path("bestallningar/<uuid:order_id>/fragor/", orders.thread, name="order-thread"),
    path("bestallningar/<uuid:order_id>/avbestall/", order_deeds.cancel, name="order-cancel"),
    path("bestallningar/<uuid:order_id>/fil/<str:file_kind>/", order_deeds.download, name="order-file"),
    path("bestallningar/<uuid:order_id>/skickad/", order_deeds.mark_sent, name="order-mark-sent"),
    path("bestallningar/<uuid:order_id>/skicka-igen/", order_deeds.send_again, name="order-send-again"),
    path("bestallningar/<uuid:order_id>/bekrafta/", order_deeds.confirm, name="order-confirm"),
    path("bestallningar/<uuid:order_id>/leverans/", order_deeds.deliver, name="order-deliver"),
    path("bestallningar/<uuid:order_id>/resten/", order_deeds.close_rest, name="order-close-rest"),
    path("bestallningar/<uuid:order_id>/igen/", ordering.again, name="order-again"),
    path("bestallningar/<uuid:order_id>/aterlamna/", order_deeds.give_back, name="order-return"),
    path("bestallningar/<uuid:order_id>/faktura/", order_deeds.settle, name="order-invoice"),
]
