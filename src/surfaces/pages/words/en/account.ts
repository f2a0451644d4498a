import type { AccountWords } from '../account-words.ts'

export const account: AccountWords = {
  navigation: 'Your account',
  skip: 'Skip to content',
  places: {
    account: 'Profile',
    security: 'Security',
    sessions: 'Devices',
    apps: 'Apps',
    history: 'History',
    data: 'Your data',
  },
  back: 'Back to the page',
  confirm: {
    title: 'Confirm that it is you',
    lead: 'For your safety we ask once more before you change this.',
    press: 'Confirm',
    stepHint: 'The code from your authenticator app, or a recovery code.',
    mailed: 'We emailed you a code with six digits.',
    cancel: 'Cancel',
  },
  confirmed: {
    title: 'Thank you',
    text: 'Now you can finish what you started.',
    press: 'Continue',
  },
}
