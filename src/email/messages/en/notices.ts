import type { Notices } from '../message.ts'
import { credentialNotices } from './credential-notices.ts'
import { deletionNotices } from './deletion-notices.ts'
import { daysOf, happened, minutesOf, ofOwner, ofStranger, setPassword, wasNotMe } from './phrases.ts'

export const notices: Notices = {
  ...credentialNotices,
  ...deletionNotices,

  addressTaken: ({ appName, ...mail }) => ({
    subject: `This address already has an account at ${appName}`,
    heading: 'This address already has an account',
    says: [
      `Someone tried to move an account at ${appName} to this address, which already has an account. Nothing was changed.`,
      'If it was you, sign in with this address instead.',
    ],
    facts: [happened('Requested', mail)],
    notYou: { says: 'If it was not you, there is nothing to do.' },
    reason: ofOwner(appName),
  }),

  signUpClosed: ({ appName, supportEmail, ...mail }) => ({
    subject: `There is no ${appName} account for this address`,
    heading: 'There is no account for this address',
    says: [
      `Someone asked to sign in at ${appName} with this address, which has no account there. Only the people who run ${appName} can open accounts.`,
      `If your account has another address, sign in with that one. If you want an account, ask ${supportEmail ?? 'them'} for one.`,
    ],
    facts: [happened('Requested', mail)],
    notYou: { says: 'If it was not you, there is nothing to do.' },
    reason: ofStranger(appName),
  }),

  mailSignInOff: ({ appName, supportEmail, ...mail }) => ({
    subject: `Your ${appName} account does not allow sign-in by email`,
    heading: 'You cannot sign in by email',
    says: [
      `Someone asked to sign in to your ${appName} account by email, which the account does not allow at present. Nobody was signed in.`,
      `If it was you, sign in another way. If you cannot, ask ${supportEmail ?? `the people who run ${appName}`} for help.`,
    ],
    facts: [happened('Requested', mail)],
    notYou: { says: 'If it was not you, there is nothing to do.' },
    reason: ofOwner(appName),
  }),

  unverifiedGoes: ({ appName, days, home }) => ({
    subject: `Your ${appName} account will be deleted in ${daysOf(days)}`,
    heading: `Your account will be deleted in ${daysOf(days)}`,
    says: [
      `The address of your ${appName} account was never confirmed. To keep the account, sign in and confirm your address.`,
    ],
    ...(home !== undefined && { action: { label: `Go to ${appName}`, url: home } }),
    facts: ['If you do nothing, the account is deleted with everything in it.'],
    notYou: { says: 'If you did not open this account, there is nothing to do.' },
    reason: `You received this email because someone opened an account at ${appName} with this address.`,
  }),

  passwordChanged: ({ appName, resetPage, ...mail }) => ({
    subject: `Your ${appName} password was changed`,
    heading: 'Your password was changed',
    says: [`Your ${appName} account has a new password. All other sessions were signed out.`],
    facts: [happened('Changed', mail)],
    notYou: {
      says: 'If it was you, there is nothing to do. If it was not you, set a new password now: that signs everyone out.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  dataExported: ({ appName, notMe, notMeDays, ...mail }) => ({
    subject: `A copy of your ${appName} data was downloaded`,
    heading: 'A copy of your data was downloaded',
    says: [
      `Someone who is signed in to your ${appName} account has downloaded what we keep of you: your profile, your sessions and what has happened to your account. Passwords are not in it.`,
    ],
    facts: [happened('Downloaded', mail)],
    notYou: {
      ...wasNotMe({ notMe, notMeDays }),
      says: `If it was you, there is nothing to do. If it was not you, take your account back: that signs everyone out, but the copy cannot be called back. The link works for ${daysOf(notMeDays)}.`,
    },
    reason: ofOwner(appName),
  }),

  addressLeft: ({ appName, newEmail, link, days, ...mail }) => ({
    subject: `Your ${appName} account has a new address`,
    heading: 'Your email address was changed',
    says: [
      `Your ${appName} account now has the address ${newEmail}. This address no longer signs in.`,
      'If it was not you, take the account back: it returns to this address, and everyone is signed out.',
    ],
    action: { label: 'Take the account back', url: link },
    facts: [`This link expires in ${daysOf(days)}. Do not share it with anyone.`, happened('Changed', mail)],
    notYou: { says: 'If it was you, there is nothing to do.' },
    reason: `You received this email because this address had an account at ${appName}.`,
  }),

  addressEntered: ({ appName, formerEmail, days, resetPage, ...mail }) => ({
    subject: `Your ${appName} account has a new address`,
    heading: 'Your email address was changed',
    says: [
      `Your ${appName} account has moved from ${formerEmail} to this address. Sign in with this address from now on. All other sessions were signed out.`,
    ],
    facts: [
      `For ${daysOf(days)}, whoever reads the mail of ${formerEmail} can take the account back.`,
      happened('Changed', mail),
    ],
    notYou: {
      says: 'If it was not you, set a new password now: that signs everyone out.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  accountBack: ({ appName, formerEmail, link, minutes, ...mail }) => ({
    subject: `Your ${appName} account is back`,
    heading: 'Your account is back',
    says: [
      formerEmail === undefined
        ? `You took your ${appName} account back. All sessions were signed out.`
        : `Your ${appName} account has come back from ${formerEmail} to this address. All sessions were signed out.`,
      link === undefined
        ? 'Sign in with your new password.'
        : 'The old password no longer works. Set a new one.',
      'Passkeys and authenticator apps are again what they were a week ago. If you have added one since then, add it again.',
    ],
    ...(link !== undefined && { action: setPassword(link) }),
    facts: [
      ...(minutes === undefined
        ? []
        : [`This link expires in ${minutesOf(minutes)} and works once. Do not share it with anyone.`]),
      happened('Taken back', mail),
    ],
    notYou: {
      says: 'If it was not you, someone else reads your email. Change the password of your mailbox first.',
    },
    reason: ofOwner(appName),
  }),

  accountGone: ({ appName, email, supportEmail, ...mail }) => ({
    subject: `An account at ${appName} has left this address`,
    heading: 'The account has left this address',
    says: [
      `The ${appName} account of this address is back at ${email}, its former address. Someone who reads the mail there took it back. You were signed out.`,
    ],
    facts: [happened('Taken back', mail)],
    notYou: {
      says: `If this was not meant to happen, ask ${supportEmail ?? `the people who run ${appName}`} for help.`,
    },
    reason: `You received this email because this address had an account at ${appName}.`,
  }),

  codesRefused: ({ appName, resetPage, ...mail }) => ({
    subject: `Wrong codes for your ${appName} account`,
    heading: 'Someone entered wrong codes',
    says: [
      `Someone entered the password of your ${appName} account, and then several wrong codes. None of these codes was accepted.`,
      'If it was you, try again with a new code.',
    ],
    facts: [happened('Last tried', mail)],
    notYou: {
      says: 'If it was not you, someone knows your password. Set a new one now: that signs everyone out.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  administratorActed: ({ appName, act, about, by, ...mail }) => ({
    subject: `An administrator of ${appName} made a change`,
    ...{
      role_granted: {
        heading: 'There is a new administrator',
        says: [`${by} made ${about} an administrator. The role takes effect once the address is confirmed.`],
      },
      role_removed: {
        heading: 'An administrator was removed',
        says: [`${by} took the role of an administrator from ${about}.`],
      },
      password_set: {
        heading: 'An administrator set a password',
        says: [`${by} set a new password for ${about}.`],
      },
    }[act],
    facts: [happened('Changed', mail)],
    notYou: {
      says: `If this was not meant to happen, someone else may use the account of ${by}. Talk to its owner, and end its sessions.`,
    },
    reason: `You received this email because you are an administrator of ${appName}.`,
  }),

  testMail: ({ appName, ...mail }) => ({
    subject: `A test mail from ${appName}`,
    heading: 'Mails arrive',
    says: [`This is a test mail from ${appName}. It was sent with the mail settings of the service.`],
    facts: [happened('Sent', mail)],
    notYou: { says: 'If it was not you, there is nothing to do.' },
    reason: `You received this email because someone who runs ${appName} sent a test to this address.`,
  }),
}
