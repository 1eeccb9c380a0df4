from django.urls import path

from lms.curricula import views
from lms.curricula.asks import move_views as moves
from lms.curricula.asks import views as asks
from lms.curricula.renewals import views as renewals

app_name = "curricula"
urlpatterns = [
    path("", views.curricula, name="list"),
    path("mine/", views.mine, name="mine"),
    path("person/<str:staff_no>/", views.person, name="person"),
    path("validity/", renewals.validity, name="validity"),
    path("<int:pk>/preview/", views.preview, name="preview"),
    path("<int:pk>/assign/", views.assign, name="assign"),
    path("<int:pk>/release/", views.release, name="release"),
    path("<int:pk>/reconcile/", views.reconcile, name="reconcile"),
    path("<int:pk>/due/", moves.move_many, name="move_many"),
    path("tasks/<int:pk>/", asks.task, name="task"),
    path("tasks/<int:pk>/due/", moves.move_one, name="move_one"),
    path("tasks/<int:pk>/receipt/", asks.acknowledge, name="acknowledge"),
    path("tasks/<int:pk>/reason/", asks.explain, name="explain"),
    path("tasks/<int:pk>/extension/", asks.ask, {"kind": "extension"}, name="ask_extension"),
    path("tasks/<int:pk>/exemption/", asks.ask, {"kind": "exemption"}, name="ask_exemption"),
    path("requests/", asks.requests, name="requests"),
    path("requests/mine/", asks.mine, name="my_requests"),
    path("requests/<int:pk>/", asks.decide, name="decide"),
    path("requests/<int:pk>/withdraw/", asks.withdraw, name="withdraw"),
]
