import type { RequestOrigin } from '../mails.ts'
import { type Messages, moment } from './message.ts'

const good = (minutes: number) => `It is good for ${minutes} minutes and works once.`

/** From where, with what and when: how readers tell their own request from somebody else's. */
const asked = ({ at, place, device }: RequestOrigin) =>
  `Asked for on ${moment(at, 'en')}${place ? ` from ${place}` : ''}${device ? ` with ${device}` : ''}.`

export const english: Messages = {
  mailboxCode: ({ appName, code, minutes, ...mail }) => ({
    subject: `Your ${appName} code`,
    opening: `Here is the code that proves this address is yours at ${appName}.`,
    code,
    rest: [good(minutes), asked(mail), 'If it was not you, do nothing: without the code nothing happens.'],
  }),

  signInCode: ({ appName, code, minutes, ...mail }) => ({
    subject: `Your ${appName} sign-in code`,
    opening: `Here is the code to finish signing in to ${appName}.`,
    code,
    rest: [
      good(minutes),
      asked(mail),
      'If it was not you, somebody knows your password: change it now. We never ask you for this code.',
    ],
  }),

  currentAddressCode: ({ appName, code, minutes, newEmail, ...mail }) => ({
    subject: `Confirm the new address of your ${appName} account`,
    opening: `Your ${appName} account is to move to ${newEmail}. Here is the code that agrees to it.`,
    code,
    rest: [
      good(minutes),
      asked(mail),
      'If it was not you, do not pass this code on, and change your password: somebody is signed in as you.',
    ],
  }),

  newAddressCode: ({ appName, code, minutes, ...mail }) => ({
    subject: `Confirm your address for ${appName}`,
    opening: `A ${appName} account is to move to this address. Here is the code that agrees to it.`,
    code,
    rest: [good(minutes), asked(mail), 'If it was not you, do nothing: without the code nothing happens.'],
  }),

  addressTaken: ({ appName, ...mail }) => ({
    subject: `Your ${appName} address`,
    opening: `Somebody wanted to move a ${appName} account to this address, which already has an account. Nothing was changed.`,
    rest: [
      asked(mail),
      'If it was you, sign in with this address, or ask for a password reset. If it was not, there is nothing to do.',
    ],
  }),

  passwordResetCode: ({ appName, code, minutes, link, linkMinutes, ...mail }) => ({
    subject: `Your ${appName} password reset`,
    opening: `Here is the code to set a new password for your ${appName} account. It works only where it was asked for; the link works everywhere.`,
    code,
    action: { label: 'Set a new password', link },
    rest: [
      `The code is good for ${minutes} minutes, the link for ${linkMinutes}. One of them works, once.`,
      asked(mail),
      'If it was not you, do nothing: your password stays as it is. We never ask you for this code.',
    ],
  }),

  passwordResetLink: ({ appName, link, minutes, ...mail }) => ({
    subject: `Your ${appName} password reset`,
    opening: `With this link you set a new password for your ${appName} account.`,
    action: { label: 'Set a new password', link },
    rest: [good(minutes), asked(mail), 'If it was not you, do nothing: your password stays as it is.'],
  }),

  verifyEmail: ({ appName, code, minutes, link, hours, ...mail }) => ({
    subject: `Confirm your address for ${appName}`,
    opening: `An account was opened at ${appName} with this address. If you have opened it, type this code where you are signed in:`,
    code,
    action: { label: 'Confirm my address', link },
    rest: [
      `The code is good for ${minutes} minutes. The link is good for ${hours} hours: the page behind it asks for the password you chose.`,
      asked(mail),
      'If you have not opened it, choose "I did not open this account" on the page behind the link: there you remove the account or make it yours. Nobody can confirm your address without reading your mail.',
    ],
  }),

  unverifiedGoes: ({ appName, days }) => ({
    subject: `Your ${appName} account will be deleted`,
    opening: `The address of your ${appName} account was never confirmed. The account will be deleted in ${days} days.`,
    rest: [
      'To keep it, sign in and confirm your address. If you have not opened it, there is nothing to do.',
    ],
  }),

  passwordChanged: ({ appName, ...mail }) => ({
    subject: `Your ${appName} password was changed`,
    opening: `The password of your ${appName} account was changed, and other sessions were signed out.`,
    rest: [
      asked(mail),
      'If it was you, there is nothing to do. If it was not, ask for a password reset at once: that signs everybody else out.',
    ],
  }),

  addressLeft: ({ appName, newEmail, link, days, ...mail }) => ({
    subject: `Your ${appName} account has a new address`,
    opening: `Your ${appName} account has moved from this address to ${newEmail}.`,
    action: { label: 'Take the account back', link },
    rest: [
      asked(mail),
      `If it was you, there is nothing to do. If it was not, take the account back with the link: it is good for ${days} days.`,
    ],
  }),

  addressEntered: ({ appName, formerEmail, days, ...mail }) => ({
    subject: `Your ${appName} account has a new address`,
    opening: `Your ${appName} account has moved from ${formerEmail} to this address. Sign in with it from now on.`,
    rest: [
      asked(mail),
      `Other sessions were signed out. For ${days} days, whoever reads the mail of the former address can take the account back.`,
      'If it was not you, ask for a password reset: that signs everybody else out.',
    ],
  }),

  accountBack: ({ appName, formerEmail, link, minutes, ...mail }) => ({
    subject: `Your ${appName} account is back`,
    opening: `Your ${appName} account has come back from ${formerEmail} to this address. Every session was signed out.`,
    ...(link !== undefined && { action: { label: 'Set a new password', link } }),
    rest: [
      ...(link === undefined
        ? ['Sign in with your new password.']
        : [
            `The old password no longer works. The link is good for ${minutes} minutes; later, ask for a password reset.`,
          ]),
      asked(mail),
      'If it was not you, somebody else reads your mail: change the password of your mailbox first.',
    ],
  }),

  accountGone: ({ appName, email, ...mail }) => ({
    subject: `A ${appName} account has left this address`,
    opening: `The ${appName} account of this address is back at ${email}, its former address: somebody who reads the mail there took it back. You are signed out.`,
    rest: [asked(mail), 'If it was not meant to happen, ask whoever runs the service for help.'],
  }),

  codesRefused: ({ appName, ...mail }) => ({
    subject: `Wrong codes for your ${appName} account`,
    opening: `Somebody gave your password to ${appName}, and then typed one wrong code after another. None of these codes was accepted.`,
    rest: [
      asked(mail),
      'If it was you, ask for a new code and try again. If it was not, somebody knows your password: change it now, which signs everybody else out.',
    ],
  }),

  administratorActed: ({ appName, act, about, by, ...mail }) => ({
    subject: `An administrator of ${appName} made a change`,
    opening: {
      role_granted: `${by} made ${about} an administrator. It counts once the address is verified.`,
      role_removed: `${by} took the role of an administrator from ${about}.`,
      password_set: `${by} set a new password for ${about}.`,
    }[act],
    rest: [
      asked(mail),
      'You get this because you are an administrator. If it was not meant to happen, somebody may have the account of that administrator: talk to them, and end their sessions.',
    ],
  }),

  sessionReused: ({ appName, ...mail }) => ({
    subject: `A ${appName} session was ended`,
    opening: `Somebody used an old key of one of your ${appName} sessions. It may have been stolen, so the session was ended.`,
    rest: [
      asked(mail),
      'Sign in again to go on. If this happens more than once, change your password: that signs everybody else out.',
    ],
  }),
}
