import type { Words } from './words.ts'

export const en: Words = {
  failed: 'Something went wrong. Check your connection and try again.',
  tooMany: 'Too many attempts. Wait a few minutes, then try again.',
  missing: 'Fill in this field.',
  show: 'Show',
  hide: 'Hide',
  backTo: 'Back to {app}',
  closePage: 'You can close this page.',
  terms: 'Terms',
  privacy: 'Privacy',
  support: 'Contact support',
  language: 'Language',
  summary: 'Please check this:',
  human: {
    required: 'Confirm that you are a person, then send the form again.',
    unscripted: 'This needs JavaScript. Turn it on, then send the form again.',
  },
  link: {
    label: 'Link from the email',
    hint: 'Copy the whole link from the email and paste it here.',
    notAllowed:
      'This is not the whole link. Copy it from the email once more, from its beginning to its end.',
  },
  email: { label: 'Email', notAnEmail: 'Enter an email address such as ada@example.com.' },
  password: {
    label: 'Password',
    new: 'New password',
    hint: 'At least {least} characters. A few unrelated words work well.',
    tooShort: 'Use at least {least} characters.',
    tooLong: 'Use fewer characters.',
    tooCommon: 'This password is too common. Choose one that is harder to guess.',
    breached: 'This password was exposed in a data breach. Choose one that you have never used.',
    tooPersonal: 'This password is too close to your email address or to our name. Choose another one.',
    notAllowed: 'This password cannot be used. Choose another one.',
  },
  secondStep: {
    label: 'Second step',
    hint: 'Your account has two-step sign-in. Enter the code from your authenticator app, or a recovery code.',
    wrong: 'This code is wrong or was used already. Wait for the next one, or enter a recovery code.',
    byPasskey: 'Use a passkey',
  },
  reset: {
    title: 'Set a new password',
    explain: 'You will be signed out on all devices.',
    press: 'Set password',
    broken: {
      title: 'This link no longer works',
      text: 'It has expired, was used already, or a newer link replaced it.',
    },
    newLink: 'Get a new link',
    done: {
      title: 'Your password has been changed',
      text: 'You have been signed out on all devices. Sign in with your new password.',
    },
    ask: {
      title: 'Reset your password',
      explain: 'Enter the email address of your account. We will email you a link to set a new password.',
      press: 'Email me a link',
      asked: {
        title: 'Check your email',
        text: 'If this address has an account, a link to set a new password is on its way. If nothing arrives within a few minutes, look in your spam folder.',
      },
      again: 'Use another address',
    },
  },
  verify: {
    title: 'Confirm your email address',
    explain: 'Enter the password that you chose for your account.',
    press: 'Confirm email address',
    wrongPassword:
      'This is not the password of the account. If you did not open the account, choose that option below.',
    done: {
      title: 'Your email address is confirmed',
      text: 'You have been signed out on all devices. Sign in to continue.',
    },
    broken: {
      title: 'This link no longer works',
      text: 'It has expired, was used already, or a newer link replaced it. If your address is not confirmed yet, sign in and request a new link.',
    },
    lost: {
      title: 'Open the link again',
      text: 'This page needs the link from our email. Open the email and follow the link once more.',
    },
    notMine: 'I did not open this account',
    takeOver: {
      title: 'Make it your account',
      explain: 'Somebody used your email address. You can keep the account: it starts empty.',
      press: 'Take over account',
      done: {
        title: 'The account is yours',
        text: 'Nobody else can use it. Sign in with your email address and your new password.',
      },
    },
    remove: {
      title: 'Remove the account',
      explain: 'We delete it with everything in it.',
      press: 'Remove account',
      done: { title: 'The account has been removed', text: 'Your email address is no longer in use here.' },
    },
    wrongAddress: 'Enter the address that received the email. If it is right, the link no longer works.',
  },
  keep: {
    title: 'Keep your account',
    explain: 'Your account is about to be deleted. Enter its email address to keep it with everything in it.',
    press: 'Keep account',
    wrongAddress: 'Enter the address that received the email. If it is right, the link no longer works.',
    done: {
      title: 'Your account stays',
      text: 'Nothing was deleted. Sign in to continue. If you did not ask to delete it, set a new password.',
    },
    lost: {
      title: 'Open the link again',
      text: 'This page needs the link from our email. Open the email and follow the link once more.',
    },
  },
  notMe: {
    title: 'Was this not you?',
    explain:
      'Take your account back. All devices will be signed out, and passkeys and authenticator apps are again what they were a week ago. If you have added one since then, add it again.',
    hint: 'The old password stops working. Leave this empty to set a new one later.',
    press: 'Take account back',
    wrongAddress: 'Enter the address that received the email. If it is right, the link no longer works.',
    done: {
      title: 'Your account is yours again',
      text: 'All devices were signed out. Sign in with your new password.',
    },
    mailed: {
      title: 'Your account is yours again',
      text: 'All devices were signed out. We emailed you a link to set a new password.',
    },
    lost: {
      title: 'Open the link again',
      text: 'This page needs the link from our email. Open the email and follow the link once more.',
    },
  },
  undo: {
    title: 'Get your account back',
    explain:
      'Somebody moved your account to another email address. If it was not you, take it back. All devices will be signed out.',
    hint: 'The old password stops working. Leave this empty to set a new one later.',
    press: 'Take account back',
    wrongAddress: 'Enter the address that received the email. If it is right, the link no longer works.',
    done: {
      title: 'Your account is back',
      text: 'It uses your email address again, and all devices were signed out. Sign in with your new password.',
    },
    mailed: {
      title: 'Your account is back',
      text: 'It uses your email address again, and all devices were signed out. We emailed you a link to set a new password.',
    },
    lost: {
      title: 'Open the link again',
      text: 'This page needs the link from our email. Open the email and follow the link once more.',
    },
  },
}
