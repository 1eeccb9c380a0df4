from django.urls import path

from lms.study import views
from lms.study.tasks import views as tasks

app_name = "study"
urlpatterns = [
    path("attendance/", views.attendance, name="attendance"),
    path("marking/", tasks.marking, name="marking_home"),
    path("marking/work/<int:pk>/", tasks.mark, name="mark"),
    path("marking/entry/<int:pk>/", tasks.confirm, name="confirm"),
    path("marking/form/<int:pk>/", tasks.answers, name="answers"),
    path("marking/<str:kind>/", tasks.marking, name="marking"),
    path("work/<int:pk>/file/", tasks.hand_in_file, name="hand_in_file"),
    path("media/<int:pk>/", views.media, name="media"),
    path("media/<int:pk>/captions/", views.captions, name="captions"),
    path("anomalies/", views.anomalies, name="anomalies"),
    path("anomalies/mine/", views.my_anomalies, name="my_anomalies"),
    path("anomalies/<int:pk>/", views.anomaly, name="anomaly"),
    path("draft/pages/<str:digest>/<int:number>/", views.draft_picture, name="draft_picture"),
    path("draft/pages/<str:digest>/pdf/", views.draft_pdf, name="draft_pdf"),
    path("<str:code>/<str:lesson_code>/pages/<str:digest>/<int:number>/", views.page_picture, name="page_picture"),
    path("<str:code>/<str:lesson_code>/pages/<str:digest>/pdf/", views.page_pdf, name="page_pdf"),
    path("<str:code>/start/", views.start, name="start"),
    path("<str:code>/newer/", views.newer, name="newer"),
    path("<str:code>/<str:lesson_code>/", views.lesson, name="lesson"),
    path("<str:code>/<str:lesson_code>/task/<str:key>/", tasks.task, name="task"),
    path("<str:code>/<str:lesson_code>/beat/", views.beat, name="beat"),
    path("<str:code>/<str:lesson_code>/read/", views.read, name="read"),
]
