from django.urls import path

from lms.curricula import views

app_name = "curricula"
urlpatterns = [
    path("", views.curricula, name="list"),
    path("mine/", views.mine, name="mine"),
    path("person/<str:staff_no>/", views.person, name="person"),
    path("<int:pk>/preview/", views.preview, name="preview"),
    path("<int:pk>/assign/", views.assign, name="assign"),
    path("<int:pk>/release/", views.release, name="release"),
    path("<int:pk>/reconcile/", views.reconcile, name="reconcile"),
]
