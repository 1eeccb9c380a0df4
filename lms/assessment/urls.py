from django.urls import include, path

from lms.assessment import statistics_views, views, watching_views

app_name = "assessment"
urlpatterns = [
    path("running/", watching_views.running, name="running"),
    path("running/attempt/<int:pk>/", watching_views.attempt, name="watch_attempt"),
    path("running/attempt/<int:pk>/minutes/", watching_views.minutes, name="minutes"),
    path("running/attempt/<int:pk>/reopen/", watching_views.reopen, name="reopen"),
    path("running/invigilator/<int:pk>/dismiss/", watching_views.dismiss, name="dismiss"),
    path("running/<str:code>/<str:cycle>/", watching_views.exam, name="watch"),
    path("running/<str:code>/<str:cycle>/make-up/", watching_views.make_up, name="make_up"),
    path("running/<str:code>/<str:cycle>/invigilator/", watching_views.appoint, name="appoint"),
    path("allowances/", watching_views.allowances, name="allowances"),
    path("allowances/<int:pk>/withdraw/", watching_views.withdraw, name="withdraw"),
    path("marking/", include("lms.assessment.marking.urls")),
    path("regrades/", include("lms.assessment.regrading.urls")),
    path("sheets/", include("lms.assessment.sheets.urls")),
    path("mark/", views.mark, name="mark"),
    path("statistics/", statistics_views.statistics, name="statistics"),
    path("attempt/<int:pk>/", views.paper, name="paper"),
    path("attempt/<int:pk>/save/", views.save, name="save"),
    path("attempt/<int:pk>/event/", views.event, name="event"),
    path("attempt/<int:pk>/take-over/", views.take_over, name="take_over"),
    path("attempt/<int:pk>/hand-in/", views.hand_in, name="hand_in"),
    path("attempt/<int:pk>/result/", views.result, name="result"),
    path("<str:code>/", views.intro, name="intro"),
    path("<str:code>/start/", views.start, name="start"),
]
