from django.urls import path

from lms.transcript import views

app_name = "transcript"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("form/<int:year>/", views.form, name="form"),
    path("person/<str:staff_no>/", views.person, name="person"),
    path("person/<str:staff_no>/form/<int:year>/", views.person_form, name="person_form"),
    path("certificate/<str:number>/", views.check, name="check"),
    path("certificate/<str:number>/print/", views.certificate, name="certificate"),
]
