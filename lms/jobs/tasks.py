"""The queue's side: one task, whose argument names the job."""

from django_tasks import task


@task(backend="jobs")
def run_job(pk: int) -> None:
    from lms.jobs.runner import run

    run(pk)
