from django.urls import include, path

from lms.assessment import views

app_name = "assessment"
urlpatterns = [
    path("sheets/", include("lms.assessment.sheets.urls")),
    path("mark/", views.mark, name="mark"),
    path("attempt/<int:pk>/", views.paper, name="paper"),
    path("attempt/<int:pk>/save/", views.save, name="save"),
    path("attempt/<int:pk>/take-over/", views.take_over, name="take_over"),
    path("attempt/<int:pk>/hand-in/", views.hand_in, name="hand_in"),
    path("attempt/<int:pk>/result/", views.result, name="result"),
    path("<str:code>/", views.intro, name="intro"),
    path("<str:code>/start/", views.start, name="start"),
]
