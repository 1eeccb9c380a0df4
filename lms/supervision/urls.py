from django.urls import path

from lms.supervision import views

app_name = "supervision"
urlpatterns = [
    path("", views.home, name="home"),
    path("freeze/", views.freeze, name="freeze"),
    path("snapshots/<int:pk>/", views.snapshot, name="snapshot"),
    path("snapshots/<int:pk>/difference/", views.difference, name="difference"),
]
