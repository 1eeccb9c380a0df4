from django.urls import path

from lms.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/state/", views.state, name="state"),
    path("<int:pk>/file/", views.file, name="file"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
]
