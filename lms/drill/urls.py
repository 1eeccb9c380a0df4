from django.urls import path

from lms.drill import views

app_name = "drill"
urlpatterns = [
    path("", views.home, name="home"),
    path("topics/", views.topics, name="topics"),
    path("book/", views.book, name="book"),
    path("book/take-in/", views.take_in, name="take_in"),
    path("book/reset/", views.reset, name="reset"),
    path("book/<int:pk>/aside/", views.aside, name="aside"),
    path("answer/<int:pk>/", views.answer, name="answer"),
    path("answer/<int:pk>/leave-out/", views.leave_out, name="leave_out"),
    path("<str:pile>/", views.question, name="question"),
]
