import type { ProviderWords } from '../provider-words.ts'

export const providers: ProviderWords = {
  with: 'Continue with {provider}',
  refusals: {
    cancelled: {
      title: 'Cancelled',
      text: 'You did not continue with {provider}. Nothing was changed. Try again, or use another way.',
    },
    refused: {
      title: 'This did not work',
      text: '{provider} did not confirm who you are. Try again, or use another way.',
    },
    down: {
      title: 'The other service does not answer',
      text: '{provider} cannot be reached right now. Try again in a few minutes. The other ways to sign in still work.',
    },
    lost: {
      title: 'Start again',
      text: 'You started with {provider} in another browser, or too long ago. Go back and start again.',
    },
    unusable: {
      title: 'Use another way to sign in',
      text: 'You cannot sign in to this account with {provider}.',
    },
    closed: {
      title: 'New accounts cannot be opened here',
      text: 'No account here is connected with this {provider} account. If you have one, sign in another way and connect {provider} under Security.',
    },
  },
  again: 'Back to sign-in',
  known: {
    title: 'You already have an account',
    text: '{email} belongs to an account here. Sign in to it once to connect {provider}. From then on, you can sign in with {provider}.',
    press: 'Sign in',
    other: 'Use another way',
  },
  prove: {
    title: 'Confirm your email address',
    text: '{provider} gave us the address {email}. We will email you a code to confirm that it is yours.',
    noAddress:
      '{provider} gave us no email address. Enter yours, and we will email you a code to confirm it.',
    press: 'Email me a code',
  },
  connect: {
    title: 'Connect {provider}?',
    lead: 'The {provider} account {identity} will be able to sign in to {email}.',
    leadNameless: 'Your {provider} account will be able to sign in to {email}.',
    warning: 'Only connect an account that is yours: whoever uses it can sign in here.',
    press: 'Connect',
    refuse: 'Not now',
    taken: {
      title: 'Connected with another account',
      text: 'This {provider} account is connected with another account here. Disconnect it there first.',
    },
    over: {
      title: 'This request is over',
      text: 'It is too old, or was used already. Start again under Security in your account.',
    },
    otherAccount: {
      title: 'You are signed in with another account',
      text: 'This request is for another account. Sign in to it first.',
    },
  },
  panel: {
    title: 'Connected accounts',
    text: 'Sign in with an account that you have at another service.',
    none: {
      title: 'No connected accounts yet',
      text: 'Connect one to sign in without a password.',
    },
    connect: 'Connect {provider}',
    disconnect: {
      press: 'Disconnect',
      label: 'Disconnect {provider}',
    },
    connected: 'Connected on {date}',
    used: 'Last used on {date}',
    neverUsed: 'Never used',
    notOffered: '{provider} is not offered here any more, so it does not sign you in.',
    done: {
      connected: 'The account is connected. You can sign in with it now.',
      disconnected: 'The account is disconnected.',
    },
    last: 'This is your last way to sign in. Add a password or a passkey first.',
  },
}
