from django.urls import path

from lms.people import account_views, secret_views, two_factor_views, views

app_name = "people"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-in/code/", two_factor_views.code, name="code"),
    path("sign-in/device/", two_factor_views.enrol, name="enrol"),
    path("sign-out/", views.SignOut.as_view(), name="sign_out"),
    path("sign-out/everywhere/", account_views.everywhere, name="everywhere"),
    path("session/", account_views.session, name="session"),
    path("password/", views.ChangePassword.as_view(), name="password"),
    path("display/", views.display, name="display"),
    path("account/", account_views.account, name="account"),
    path("account/sign-ins/", account_views.sign_ins, name="sign_ins"),
    path("account/two-factor/", two_factor_views.manage, name="two_factor"),
    path("helping/", secret_views.helping, name="helping"),
    path("helping/slips/", secret_views.slips, name="slips"),
    path("helping/<str:staff_no>/secret/", secret_views.secret, name="secret"),
    path("helping/<str:staff_no>/unlock/", secret_views.unlock_account, name="unlock"),
    path("helping/<str:staff_no>/device/", secret_views.reset_device, name="reset_device"),
]
