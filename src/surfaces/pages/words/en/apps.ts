import type { AppWords } from '../apps-words.ts'

export const apps: AppWords = {
  scopes: {
    openid: 'Know who you are',
    profile: 'See your name and language',
    email: 'See your email address',
    offline_access: 'Stay signed in while you are away',
  },
  consent: {
    title: 'Allow {name} to use your account?',
    from: 'It sends you back to {host}.',
    here: 'It runs on this device.',
    since: 'Registered here on {date}.',
    may: 'It will be able to:',
    allow: 'Allow',
    refuse: 'Not now',
    later: 'You can take this back under Apps in your account.',
  },
  go: {
    title: 'Continue to {name}?',
    text: 'Continue only if you have just opened it yourself.',
    press: 'Continue to {name}',
  },
  choose: {
    title: 'Choose an account for {name}',
    press: 'Continue as {email}',
    other: 'Use another account',
  },
  back: {
    title: 'Go back to {name}',
    text: 'Everything is ready there.',
    press: 'Open {name}',
  },
  leaving: {
    title: 'One moment',
    text: 'You are on your way to {name}.',
  },
  over: {
    title: 'This request is over',
    text: 'Go back to the app and start again.',
  },
  unknown: {
    title: 'This app cannot sign you in',
    app: 'The app that sent you here is not registered, or is switched off. Tell whoever runs it.',
    address: 'The app asks to send you to an address that is not registered. Tell whoever runs it.',
  },
  goOn: {
    text: 'You came here from an app.',
    press: 'Go on to the app',
  },
}
