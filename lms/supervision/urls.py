from django.urls import path

from lms.supervision import mail_views, views

app_name = "supervision"
urlpatterns = [
    path("", views.home, name="home"),
    path("freeze/", views.freeze, name="freeze"),
    path("snapshots/<int:pk>/", views.snapshot, name="snapshot"),
    path("snapshots/<int:pk>/export/", views.export, name="export"),
    path("mail/", mail_views.mail, name="mail"),
    path("mail/again/", mail_views.again, name="mail_again"),
    path("snapshots/<int:pk>/difference/", views.difference, name="difference"),
]
