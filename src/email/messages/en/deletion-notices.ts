import type { Notices } from '../message.ts'
import { dateOf, daysOf, happened, ofOwner, wasNotMe } from './phrases.ts'

/** The account is to be deleted, and then it is. */
export const deletionNotices: Pick<Notices, 'accountDeleting' | 'accountErased'> = {
  accountDeleting: ({ appName, link, deletesAt, days, notMe, notMeDays, ...mail }) => ({
    subject: `Your ${appName} account will be deleted`,
    heading: 'Your account will be deleted',
    says: [
      `Someone who is signed in to your ${appName} account asked to delete it. You are signed out on all devices. On ${dateOf(deletesAt)} the account is deleted with everything in it.`,
      'If you asked for it and have changed your mind, keep the account. If you did not ask for it, take it back below.',
    ],
    action: { label: 'Keep my account', url: link },
    facts: [
      `This link expires in ${daysOf(days)} and works once. Do not share it with anyone.`,
      happened('Requested', mail),
    ],
    notYou: {
      ...wasNotMe({ notMe, notMeDays }),
      says: `If it was you, there is nothing to do. If it was not you, someone else is in your account: take it back instead of keeping it. That cancels the deletion, signs everyone out, and undoes what was changed. The link works for ${daysOf(notMeDays)}.`,
    },
    reason: ofOwner(appName),
  }),

  accountErased: ({ appName, supportEmail, ...mail }) => ({
    subject: `Your ${appName} account was deleted`,
    heading: 'Your account was deleted',
    says: [`Your ${appName} account was deleted with everything in it. This cannot be undone.`],
    facts: [happened('Deleted', mail)],
    notYou: {
      says: `If it was not you, someone else used your account. Nothing of it is left. Ask ${supportEmail ?? `the people who run ${appName}`} for help.`,
    },
    reason: `You received this email because this address had an account at ${appName}.`,
  }),
}
