from django.urls import path

from lms.feedback import office_views as office
from lms.feedback import views

app_name = "feedback"
urlpatterns = [
    path("", views.home, name="home"),
    path("new/<slug:kind>/", views.new, name="new"),
    path("office/", office.queue, name="queue"),
    path("office/export/", office.export, name="export"),
    path("<slug:number>/", views.case, name="case"),
    path("<slug:number>/more/", views.add, name="add"),
    path("<slug:number>/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:number>/take-up/", office.take_up, name="take_up"),
    path("<slug:number>/answer/", office.answer, name="answer"),
]
