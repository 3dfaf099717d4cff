"""What copies of an organization leave out, and what a sandbox invents. docs/operations.md says it to its readers."""

from accounts.copies.rules import Rules
from core.personal import personal_columns
from core.sealing import seal
from integrations.actions.webhooks import CONSUMER as WEBHOOKS
from integrations.actions.webhooks import PURPOSE, new_secret
from integrations.rules.changes import CONSUMER as EVENT_RULES
from notifications.telling import CONSUMER as NOTIFICATIONS

RULES = Rules(
    stays={
        "core_key": "hashes of secrets: of API keys, invitations, private addresses and letters that can be answered",
        "accounts_application": "hashes of the secrets of OAuth2 clients",
        "accounts_credentialuse": "when a credential was last used here",
        "accounts_organizationcopy": "copies made here, whose files lie here",
        "api_auditanchor": "says where this database's seals begin, after older ones were taken off",
        "api_auditseal": "covers numbers of this database's transactions; entries are sealed anew where they arrive",
        "api_export": "files that their makers fetch here within a week",
        "api_idempotencykey": "answers kept for a day for whom repeats a call here",
        "core_change_cut": "how far this database's changes were pruned",
        "core_copying": "which transaction of this database fills an organization",
        "core_feed_position": "how far readers of this database's changes have come",
        "core_search": "made anew from the records by the database itself",
        "integrations_webhook_queue": "which dispatcher is at work here",
    },
    not_in_sandbox={
        "accounts_erasure": "who was erased from the original",
        "accounts_credential": "a program of the original must not find its way into the sandbox, nor back",
        "api_auditentry": "calls of programs that the sandbox does not know",
        "core_change": "holds every former value of people and contacts",
        "core_import_batch": "files as they were sent in, with people and contacts",
        "core_import_problem": "lines of such files",
        "integrations_mqtttopic": "a sandbox listens to no real device",
        "integrations_rulerun": "what rules did to the original",
        "integrations_ruleepisode": "what rules of the original wait for",
        "integrations_webhook": "a sandbox tells the original's receivers nothing",
        "integrations_webhookattempt": "calls of the original's webhooks",
        "integrations_webhookdelivery": "calls of the original's webhooks",
        "integrations_webhookreplay": "calls of the original's webhooks",
        "notifications_inboundmail": "letters of real people",
        "notifications_mail": "letters to real people",
        "notifications_mailattachment": "letters to real people",
        "notifications_mailsuppression": "addresses of real people",
        "notifications_notification": "what real people were told",
        "workorders_calendarfeed": "private addresses of real people",
        "workorders_receipt": "what real people's telephones have sent",
        "workorders_reportsubscription": "reports that real people get by mail",
    },
    replaced={
        # Its secret stays behind, so that it opens nothing: a new credential is made where it arrives.
        "accounts_credential.revoked_at": "coalesce(revoked_at, now())",
        # The receiver is told from one place; who runs the new one switches it on there, with a new secret.
        "integrations_webhook.is_active": "false",
        "integrations_webhook.secret": "''",
        "integrations_webhook.former_secret": "''",
        "integrations_webhook.former_secret_until": "null",
        "integrations_webhookdelivery.state": "case state when 'waiting' then 'withdrawn' else state end",
        "integrations_webhookdelivery.next_attempt_at": "null",
        "integrations_webhookreplay.finished_at": "coalesce(finished_at, now())",
        # They are on their way already.
        "notifications_mail.state": "case when state in ('queued', 'sending') then 'suppressed' else state end",
    },
    made={"integrations_webhook.secret": lambda: seal(new_secret(), purpose=PURPOSE)},
    invented={
        **personal_columns(),
        "core_document.name": "file",
        "vendors_vendor.website": "nothing",
        "workorders_affectedperson.note": "words",
        "workorders_request.entry_times": "words",
        "workorders_timeentry.name": "words",
    },
    harmless={
        "vendors_vendor.legal_name": "of a firm",
        "vendors_vendor.name": "of a firm",
    },
    readers=(NOTIFICATIONS, WEBHOOKS, EVENT_RULES),
)
