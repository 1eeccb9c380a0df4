from django.urls import path

from home import views

app_name = "home"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("healthz", views.health, name="health"),
]
