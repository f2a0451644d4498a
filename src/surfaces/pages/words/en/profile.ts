import type { ProfileWords } from '../profile-words.ts'

export const profile: ProfileWords = {
  done: {
    profile: 'Your profile was saved.',
    language: 'Your language was saved.',
    verified: 'Your email address is confirmed.',
    mailed: 'We emailed you a new code.',
    moved: 'Your account uses the new email address. All other devices were signed out.',
  },
  profile: {
    title: 'Profile',
    text: 'What apps may show of you.',
    members: {
      first_name: 'First name',
      last_name: 'Last name',
      bio: 'About you',
      phone_number: 'Phone number',
      address: 'Postal address',
      document_number: 'Document number',
    },
    press: 'Save profile',
  },
  language: {
    text: 'For these pages and for the emails that we send you.',
    press: 'Save language',
  },
  verify: {
    text: 'We emailed you a code. Until you enter it, parts of your account stay closed.',
    press: 'Confirm',
    again: 'Email me a new code',
  },
  address: {
    title: 'Email address',
    is: 'You sign in with {email}.',
    change: 'Change email address',
    text: 'We email a code to both addresses. You need both codes.',
    email: 'New email address',
    press: 'Email me the codes',
    mailed: 'We emailed a code to your present address and another one to {email}.',
    codeCurrent: 'Code from your present address',
    codeNew: 'Code from the new address',
    move: 'Change email address',
    cancel: 'Cancel',
  },
}
