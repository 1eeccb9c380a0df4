from django.urls import path

from lms.discussion.views import moderating, posts, reading

app_name = "discussion"
urlpatterns = [
    path("mine/", reading.mine, name="mine"),
    path("office/", moderating.office, name="office"),
    path("office/reports/<int:pk>/", moderating.answer_report, name="answer_report"),
    path("office/<str:code>/", moderating.boards, name="boards"),
    path("posts/<int:pk>/", reading.thread, name="thread"),
    path("posts/<int:pk>/edit/", posts.edit, name="edit"),
    path("posts/<int:pk>/withdraw/", posts.withdraw, name="withdraw"),
    path("posts/<int:pk>/report/", posts.report, name="report"),
    path("posts/<int:pk>/hide/", moderating.hide, name="hide"),
    path("posts/<int:pk>/restore/", moderating.restore, name="restore"),
    path("posts/<int:pk>/pin/", moderating.pin, name="pin"),
    path("<str:code>/<str:lesson_code>/", reading.board, name="board"),
]
