from django.urls import path

from lms.study import views

app_name = "study"
urlpatterns = [
    path("attendance/", views.attendance, name="attendance"),
    path("media/<int:pk>/", views.media, name="media"),
    path("media/<int:pk>/captions/", views.captions, name="captions"),
    path("<str:code>/start/", views.start, name="start"),
    path("<str:code>/newer/", views.newer, name="newer"),
    path("<str:code>/<str:lesson_code>/", views.lesson, name="lesson"),
    path("<str:code>/<str:lesson_code>/beat/", views.beat, name="beat"),
    path("<str:code>/<str:lesson_code>/read/", views.read, name="read"),
]
