import type { Requests } from '../message.ts'
import {
  expires,
  expiring,
  happened,
  hoursOf,
  minutesOf,
  ofOwner,
  ofStranger,
  sameWords,
  setPassword,
  time,
} from './phrases.ts'

export const requests: Requests = {
  mailboxCode: ({ appName, code, minutes, ...mail }) => ({
    subject: `Your ${appName} confirmation code (${time(mail.at)})`,
    heading: 'Confirm your email address',
    says: [`Enter this code to confirm this address for ${appName}.`],
    code,
    facts: [expires(minutes), happened('Requested', mail)],
    notYou: { says: 'If it was not you, ignore this email: nothing happens without the code.' },
    reason: ofStranger(appName),
  }),

  signInCode: ({ appName, code, minutes, resetPage, ...mail }) => ({
    subject: `Your ${appName} sign-in code (${time(mail.at)})`,
    heading: 'Finish signing in',
    says: [`Enter this code to sign in to your ${appName} account.`],
    code,
    facts: [expires(minutes), happened('Requested', mail)],
    notYou: {
      says: 'If it was not you, someone knows your password. Set a new one now.',
      link: setPassword(resetPage),
    },
    reason: `You received this email because someone entered the password of your ${appName} account.`,
  }),

  reauthenticateCode: ({ appName, code, minutes, resetPage, ...mail }) => ({
    subject: `Confirm that it is you at ${appName} (${time(mail.at)})`,
    heading: 'Confirm that it is you',
    says: [`Enter this code where you are signed in to your ${appName} account.`],
    code,
    facts: [expires(minutes), happened('Requested', mail)],
    notYou: {
      says: 'If it was not you, someone is signed in to your account. Set a new password now: that signs everyone out.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  currentAddressCode: ({ appName, code, minutes, newEmail, resetPage, ...mail }) => ({
    subject: `Confirm the new address of your ${appName} account (${time(mail.at)})`,
    heading: 'Confirm the change of your email address',
    says: [
      `Enter this code to move your ${appName} account to ${newEmail}. We sent a second code to that address: you need both.`,
    ],
    code,
    facts: [expires(minutes), happened('Requested', mail)],
    notYou: {
      says: 'If it was not you, someone is signed in to your account. Set a new password now: that signs everyone out.',
      link: setPassword(resetPage),
    },
    reason: ofOwner(appName),
  }),

  newAddressCode: ({ appName, code, minutes, ...mail }) => ({
    subject: `Confirm your new address for ${appName} (${time(mail.at)})`,
    heading: 'Confirm your new email address',
    says: [`Enter this code to use this address for your ${appName} account.`],
    code,
    facts: [expires(minutes), happened('Requested', mail)],
    notYou: { says: 'If it was not you, ignore this email: no account gets this address without the code.' },
    reason: `You received this email because someone entered this address as the new one of an account at ${appName}.`,
  }),

  passwordResetCode: ({ appName, code, minutes, link, linkMinutes, ...mail }) => ({
    subject: `Reset your ${appName} password (${time(mail.at)})`,
    heading: 'Reset your password',
    says: [
      `Enter this code where you asked for it, to set a new password for your ${appName} account. Or open the link below, which works in every browser.`,
    ],
    code,
    action: setPassword(link),
    facts: [
      `The code expires in ${minutesOf(minutes)}, the link in ${minutesOf(linkMinutes)}. Once you use one, the other stops working. Do not share them with anyone.`,
      happened('Requested', mail),
    ],
    notYou: { says: 'If it was not you, ignore this email: your password stays as it is.' },
    reason: `You received this email because someone asked to reset the password of your ${appName} account.`,
  }),

  passwordResetLink: ({ appName, link, minutes, ...mail }) => ({
    subject: `Reset your ${appName} password (${time(mail.at)})`,
    heading: 'Reset your password',
    says: [`Open the link below to set a new password for your ${appName} account.`],
    action: setPassword(link),
    facts: [
      `This link expires in ${minutesOf(minutes)} and works once. Do not share it with anyone.`,
      happened('Requested', mail),
    ],
    notYou: { says: 'If it was not you, ignore this email: your password stays as it is.' },
    reason: `You received this email because someone asked to reset the password of your ${appName} account.`,
  }),

  verifyEmail: ({ appName, code, minutes, link, hours, ...mail }) => ({
    subject: `Confirm your address for ${appName} (${time(mail.at)})`,
    heading: 'Confirm your email address',
    says: [
      `Welcome to ${appName}. Enter this code where you are signed in. Or open the link below and enter the password you chose.`,
    ],
    code,
    action: { label: 'Confirm my address', url: link },
    facts: [
      `The code expires in ${minutesOf(minutes)}, the link in ${hoursOf(hours)}. Do not share them with anyone.`,
      happened('Requested', mail),
    ],
    notYou: {
      says: 'If you did not open this account, open the link and choose “I did not open this account”. There you can remove the account or make it yours.',
    },
    reason: `You received this email because someone opened an account at ${appName} with this address.`,
  }),

  signInMail: ({ appName, code, minutes, link, linkMinutes, label, ...mail }) => ({
    subject: `Sign in to ${appName} (${time(mail.at)})`,
    heading: 'Sign in',
    says: [
      `Enter this code where you asked for it, to sign in to your ${appName} account. Or open the link below.`,
      sameWords(label),
    ],
    code,
    action: { label: 'Continue', url: link },
    facts: [...expiring({ minutes, linkMinutes }), happened('Requested', mail)],
    notYou: { says: 'If it was not you, ignore this email: nobody signs in without it.' },
    reason: ofOwner(appName),
  }),

  signUpMail: ({ appName, code, minutes, link, linkMinutes, label, ...mail }) => ({
    subject: `Open your ${appName} account (${time(mail.at)})`,
    heading: 'Open your account',
    says: [
      `Enter this code where you asked for it, to open an account at ${appName} with this address. Or open the link below.`,
      sameWords(label),
    ],
    code,
    action: { label: 'Continue', url: link },
    facts: [...expiring({ minutes, linkMinutes }), happened('Requested', mail)],
    notYou: { says: 'If it was not you, ignore this email: no account is opened without it.' },
    reason: ofStranger(appName),
  }),
}
