"""Acts in words, for whoever reads the log. A new act gets its word here, under its kind: a test asks for it."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """Acts an auditor asks for together: the key in addresses, the name, and each act's code with its word."""

    key: str
    label: object
    acts: dict[str, object]


KINDS = (
    Kind("sign_ins", _("Signing in and out"), {
        "people.enrol_device": _("set up a second step"),
        "people.first_step": _("gave the right password; the second step was due"),
        "people.renew_codes": _("made new recovery codes"),
        "people.sign_in": _("signed in"),
        "people.sign_out": _("signed out"),
        "people.sign_out_everywhere": _("signed out everywhere"),
        "people.turn_off_device": _("turned the second step off"),
    }),
    Kind("administration", _("Administration"), {
        "curricula.ask": _("asked for an extension or an exemption"),
        "curricula.assign": _("assigned a curriculum"),
        "curricula.close": _("closed an assignment"),
        "curricula.decide": _("answered a request"),
        "curricula.lapse": _("ended requests with their tasks"),
        "curricula.keep": _("kept assignments with a reason"),
        "curricula.move_due": _("moved a due date"),
        "curricula.reopen": _("opened an assignment again"),
        "curricula.refresh": _("assigned refreshers"),
        "curricula.renew": _("began the next round of a curriculum"),
        "curricula.revise_goal": _("revised a goal"),
        "curricula.tag": _("tagged people"),
        "curricula.withdraw": _("took a request back"),
        "demo.load": _("loaded the demonstration"),
        "demo.seed_scale": _("filled the database for trying speed"),
        "home.backup": _("made a backup"),
        "home.restore": _("restored a backup"),
        "jobs.cancel": _("cancelled a job"),
        "jobs.fetch": _("fetched the file of a job"),
        "jobs.finish": _("a job ended"),
        "jobs.start": _("began a job"),
        "people.add_nickname": _("gave a unit another name"),
        "people.add_posting": _("added a post"),
        "people.appoint_head": _("appointed a head of unit"),
        "people.assign_portfolio": _("changed a portfolio"),
        "people.change_password": _("changed the password"),
        "people.close_unit": _("closed a unit"),
        "people.correct_keys": _("corrected how a name is sorted"),
        "people.correct_person": _("corrected a person's details"),
        "people.create_account": _("made an account"),
        "people.describe_unit": _("changed a unit's description"),
        "people.discard_roster": _("discarded a roster"),
        "people.edit_account": _("changed an account"),
        "people.end_head": _("ended a head's term"),
        "people.end_pause": _("ended a pause"),
        "people.end_posting": _("ended a post"),
        "people.end_role": _("ended a role"),
        "people.end_service": _("recorded the end of service"),
        "people.grant_role": _("gave a role"),
        "people.import_roster": _("imported a roster"),
        "people.issue_secret": _("issued a first password"),
        "people.join": _("entered a new person"),
        "people.merge_units": _("merged units"),
        "people.move_unit": _("moved a unit"),
        "people.open_unit": _("opened a unit"),
        "people.pause": _("recorded a pause"),
        "people.remove_nickname": _("removed a unit's other name"),
        "people.rename_unit": _("renamed a unit"),
        "people.reset_device": _("reset a person's second step"),
        "people.split_unit": _("split a unit"),
        "people.transfer": _("moved a person"),
        "people.undo": _("took an act back"),
        "people.undo_roster": _("took a roster back"),
        "people.unlock": _("unlocked an account"),
        "people.upload_roster": _("uploaded a roster"),
        "people.withdraw_role": _("withdrew a role"),
        "feedback.add": _("added to feedback or a complaint"),
        "feedback.answer": _("answered feedback or a complaint"),
        "feedback.send": _("sent feedback or a complaint"),
        "feedback.take_up": _("took feedback or a complaint up"),
        "feedback.withdraw": _("took feedback or a complaint back"),
        "discussion.hide": _("hid a post in a discussion"),
        "discussion.keep": _("let a reported post stand"),
        "discussion.pin": _("put a post on top, or no longer"),
        "discussion.restore": _("showed a hidden post again"),
        "discussion.set_board": _("opened or closed the discussion of a lesson"),
        "notices.send_again": _("sent e-mail again"),
        "reports.remind": _("sent a reminder"),
        "transcript.keep_rule": _("entered a rule of credit hours"),
        "transcript.keep_target": _("set the hours owed a year"),
        "supervision.freeze": _("froze the figures of a day"),
        "supervision.remind": _("sent the day's reminders"),
    }),
    Kind("exports", _("Exports"), {
        "assessment.regrade_export": _("exported a regrade"),
        "audit.export": _("exported the log"),
        "people.export_staff": _("exported the staff list"),
        "reports.export": _("exported figures"),
        "feedback.export": _("exported feedback and complaints"),
        "supervision.export": _("exported a snapshot"),
        "reports.export_list": _("exported a list of people and courses"),
    }),
    Kind("reads", _("Reading others' records"), {
        "reports.read_person": _("read a person's figures"),
        "reports.read_unit": _("read a unit's figures"),
        "study.read_form": _("read a form"),
        "transcript.read": _("read a transcript"),
    }),
    Kind("refusals", _("Refused pages"), {
        "people.refused": _("was refused a page of another role"),
        "assessment.refused": _("was refused an assessment"),
        "reports.refused": _("was refused figures"),
        "study.refused": _("was refused a lesson"),
    }),
    Kind("study", _("Study and assessments"), {
        "assessment.extra_time": _("granted extra time in exams"),
        "assessment.extra_time_withdrawn": _("withdrew extra time in exams"),
        "assessment.invigilator": _("appointed an invigilator"),
        "assessment.invigilator_removed": _("dismissed an invigilator"),
        "assessment.make_up": _("set a make-up exam"),
        "assessment.minutes": _("gave more minutes in an exam"),
        "assessment.reopened": _("opened an attempt again"),
        "assessment.deadline": _("was closed at the deadline"),
        "assessment.handed_in": _("handed an exam in"),
        "assessment.item_mark": _("marked an answer"),
        "assessment.item_undo": _("took back the mark of an answer"),
        "assessment.mark": _("entered a mark"),
        "assessment.marked": _("all answers of an attempt were marked"),
        "assessment.marker": _("appointed a marker"),
        "assessment.marker_removed": _("dismissed a marker"),
        "assessment.review_done": _("ended the review of a grade"),
        "assessment.review_open": _("opened the review of a grade"),
        "assessment.new_rule": _("was marked by the new rule of a regrade"),
        "assessment.regrade": _("regraded an attempt"),
        "assessment.regrade_confirm": _("confirmed a regrade"),
        "assessment.regrade_done": _("a regrade was carried out"),
        "assessment.regrade_open": _("opened a regrade"),
        "assessment.regrade_propose": _("proposed a regrade"),
        "assessment.regrade_refuse": _("refused a regrade"),
        "assessment.regrade_withdraw": _("took a regrade back"),
        "assessment.start": _("began an assessment"),
        "assessment.statistics": _("exported statistics of questions"),
        "assessment.correct_sheet": _("corrected an entered exam sheet"),
        "assessment.draw_papers": _("drew papers to be printed"),
        "assessment.enter_sheet": _("entered an exam sheet"),
        "assessment.import_sheets": _("entered a file of exam sheets"),
        "assessment.print_papers": _("printed exam papers"),
        "assessment.take_over": _("took an assessment over on another device"),
        "discussion.edit": _("changed a post in a discussion"),
        "discussion.report": _("reported a post in a discussion"),
        "discussion.say": _("wrote in a discussion"),
        "discussion.withdraw": _("took a post in a discussion back"),
        "study.answer_contest": _("answered an objection"),
        "study.count_anomaly": _("let study count that was not counted"),
        "study.complete": _("completed a course"),
        "study.hand_in": _("handed a piece of work in"),
        "study.handin_marked": _("marked a piece of work"),
        "study.handin_returned": _("returned a piece of work"),
        "study.move_version": _("went on to a new version"),
        "study.pass_lesson": _("passed a lesson"),
        "study.practiceentry_confirmed": _("confirmed practice"),
        "study.practiceentry_returned": _("returned practice"),
        "study.send_form": _("sent a form"),
    }),
    Kind("log", _("The log itself"), {
        "audit.archive": _("archived old entries"),
        "audit.seal": _("sealed the chains"),
        "audit.verify": _("verified the log"),
    }),
)
ACTIONS = {code: word for kind in KINDS for code, word in kind.acts.items()}
RESULTS = {"ok": _("done"), "refused": _("refused"), "locked": _("locked out"), "failed": _("failed")}
FAILED_SIGN_INS = "failed_sign_ins"


def action_word(action: str) -> str:
    """The act in words; one without a word shows its code."""
    return str(ACTIONS.get(action, action))


def result_word(result: str) -> str:
    return str(RESULTS.get(result, result))


def choices() -> list:
    """The kinds as the select shows them: first the kind as a whole, then each of its acts."""
    groups = [
        (kind.label, [(kind.key, _("%(kind)s: all") % {"kind": kind.label}), *kind.acts.items()]) for kind in KINDS
    ]
    groups[0][1].insert(1, (FAILED_SIGN_INS, _("failed sign-ins and lockouts")))
    return [("", _("every act")), *groups]


def narrowing(asked: str) -> Q:
    """Which entries a choice means; an empty one means all."""
    if asked == FAILED_SIGN_INS:
        return Q(action="people.sign_in", result__in=["refused", "locked"])
    kind = next((kind for kind in KINDS if kind.key == asked), None)
    if kind:
        return Q(action__in=list(kind.acts))
    return Q(action=asked) if asked else Q()
