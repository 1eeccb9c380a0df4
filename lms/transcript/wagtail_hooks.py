"""Where the content administration learns of this room."""

from wagtail import hooks

from lms.transcript.credit_rules import CreditRuleViewSet
from lms.transcript.credit_targets import CreditTargetViewSet


@hooks.register("register_admin_viewset")
def register_credit_rules() -> CreditRuleViewSet:
    return CreditRuleViewSet()


@hooks.register("register_admin_viewset")
def register_credit_targets() -> CreditTargetViewSet:
    return CreditTargetViewSet()
