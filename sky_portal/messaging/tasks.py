"""Sending, a job a message; and the hourly look for reminders that are due."""

from contextlib import suppress
from datetime import timedelta
from functools import partial

from sky_portal import clock
from sky_portal.jobs.claims import LeaseLost, committing
from sky_portal.jobs.models import Job
from sky_portal.jobs.registry import Finish, GiveUp, handles, periodic
from sky_portal.jobs.schedules import Hourly
from sky_portal.messaging import delivery, reminders, services
from sky_portal.messaging.models import Message, MessageState
from sky_portal.messaging.smtp import OutcomeUnknown


@handles(services.SEND, max_attempts=8, lease=timedelta(minutes=2), gave_up=services.give_up)
def send(job: Job) -> Finish:
    """Sends one message. What was handed over and not answered for is never repeated by itself."""
    message = Message.objects.get(pk=job.arguments["message"])
    if message.state in {MessageState.SENDING}:
        # An earlier worker died between the hand-over and its note of it.
        return partial(services.settle, message, MessageState.UNKNOWN, "the worker was lost while sending")
    with delivery.connected() as connection:
        with committing(job):
            ours = services.begin_sending(message)
        return _hand_over(job, message, connection) if ours else None


def _hand_over(job: Job, message: Message, connection: object) -> Finish:
    try:
        delivery.deliver(message, connection)
    except OutcomeUnknown as error:
        return partial(services.settle, message, MessageState.UNKNOWN, str(error))
    except Exception as error:
        with suppress(LeaseLost), committing(job):
            services.wait_again(message, str(error))
        if isinstance(error, delivery.Refused):
            raise GiveUp(str(error)) from error
        raise
    return partial(services.settle, message, MessageState.SENT)


@periodic("messaging.sweep_reminders", Hourly())
def sweep_reminders(job: Job) -> Finish:
    """Queues the reminders that have come due, each in a transaction of its own."""
    reminders.sweep(clock.now(), each=partial(committing, job))
    return None
