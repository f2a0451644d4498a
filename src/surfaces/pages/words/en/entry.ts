import type { EntryWords } from '../entry-words.ts'

export const entry: EntryWords = {
  or: 'or',
  code: 'Code',
  strength: ['Weak', 'Fair', 'Good', 'Strong'],
  signIn: {
    title: 'Sign in to {app}',
    press: 'Sign in',
    byMail: 'Email me a code',
    byPasskey: 'Use a passkey',
    forgot: 'Forgot your password?',
    noAccount: 'New here?',
    signUp: 'Create an account',
    leaving: {
      title: 'You are signed in',
      text: 'We are taking you to {host}.',
      press: 'Continue to {host}',
    },
  },
  signUp: {
    title: 'Create your {app} account',
    lead: 'Enter your email address. We will email you a code to confirm it.',
    press: 'Continue',
    hasAccount: 'Already have an account?',
    closed: {
      title: 'New accounts cannot be opened here',
      text: 'If you have an account, sign in. If you need one, ask whoever runs this service.',
    },
  },
  mailed: {
    text: 'We sent an email to {email}. If nothing arrives, look in your spam folder.',
    label: 'The email shows these two words:',
    hint: 'Eight digits. You can paste them.',
    press: 'Continue',
    never: 'We never ask for this code. Do not share it with anyone.',
  },
  link: {
    here: {
      title: 'Continue with the link',
      press: 'Sign in',
    },
    elsewhere: {
      title: 'Sign in on this device',
      text: 'Enter the email address that received the link. To sign in where you asked, type the code from the email there.',
      press: 'Sign in',
      wrong: 'This is not the address that received the link, or the link no longer works.',
    },
    notHere: {
      title: 'Finish where you asked',
      text: 'Type the code from the email where you asked for it. Opening this link signs in nobody.',
    },
  },
  welcome: {
    title: 'Welcome',
    lead: 'Your account is open. You can sign in with a code by email at any time. A password or a passkey is quicker.',
    firstName: 'First name',
    lastName: 'Last name',
    password: 'Password (optional)',
    passkey: 'Add a passkey',
    skip: 'Skip for now',
  },
  secondStep: {
    title: 'Confirm that it is you',
    lead: 'Your account asks for a second step.',
    totp: 'Code from your authenticator app',
    hint: 'Six digits. You can paste them.',
    press: 'Continue',
    byPasskey: 'Use a passkey',
    byRecoveryCode: 'Use a recovery code',
    recoveryCode: 'Recovery code',
    recoveryHint: 'One of the codes that you kept when you switched the second step on. Each works once.',
    byApp: 'Use your authenticator app',
    lost: {
      title: 'This took too long',
      text: 'For your safety, sign in again from the start.',
      press: 'Sign in again',
    },
  },
  forgot: {
    lead: 'Enter the email address of your account. We will email you a code and a link.',
    press: 'Email me a code',
    mailed: 'If {email} has an account, a code and a link are on their way. Look in your spam folder too.',
  },
  deleting: {
    title: 'Your account will be deleted',
    text: 'You asked us to delete it. On {date} it will be erased with everything in it.',
    press: 'Keep my account',
  },
  signOut: {
    title: 'Sign out?',
    text: 'You are signed in as {email}.',
    press: 'Sign out',
    everywhere: 'Sign out on all devices',
    stay: 'Stay signed in',
    done: { title: 'You are signed out', text: 'If you share this device, close the window.' },
  },
  broken: {
    notFound: { title: 'There is no such page', text: 'Check the address, or start from the first page.' },
    refused: {
      title: 'This request was refused',
      text: 'It did not come from a page of ours. Open the page again and try once more.',
    },
    tooLarge: { title: 'This is too long', text: 'Shorten what you typed and send it again.' },
    tooMany: { title: 'Too many requests', text: 'Wait a minute, then try again.' },
    unavailable: {
      title: 'We cannot answer right now',
      text: 'Nothing was changed. Try again in a moment.',
    },
    failed: { title: 'Something went wrong', text: 'It is our fault. Nothing was changed. Try again.' },
    home: 'Go to the first page',
  },
}
