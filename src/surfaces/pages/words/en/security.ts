import type { SecurityWords } from '../security-words.ts'

export const security: SecurityWords = {
  lead: 'How you sign in, and what keeps others out.',
  done: {
    password: 'Your password was saved. All other devices were signed out.',
    passkey: 'Your passkey was added.',
    passkey_renamed: 'Your passkey has a new name.',
    passkey_removed: 'The passkey was removed.',
    app_removed: 'The authenticator app was removed.',
    second_step_on: 'Two-step sign-in is on. All other devices were signed out.',
    second_step_off: 'Two-step sign-in is off.',
    mail_on: 'You can sign in with a code by email again.',
    mail_off: 'Nobody can sign in with a code by email any more.',
  },
  confirm: {
    title: 'Confirm that it is you',
    text: 'Before you change something here, confirm that it is you. It holds for ten minutes.',
    press: 'Confirm that it is you',
  },
  demanded: {
    title: 'Two-step sign-in is required',
    text: 'Add a passkey or an authenticator app. Until then parts of your account stay closed.',
  },
  resetting: {
    title: 'Your two-step sign-in is about to be reset',
    text: 'Somebody asked us to remove your passkeys, your authenticator app and your recovery codes. We will do it tomorrow. If it was not you, sign out and sign in with your second step: that stops it.',
    textOn:
      'Somebody asked us to remove your passkeys, your authenticator app and your recovery codes. We will do it on {date}. If it was not you, sign out and sign in with your second step: that stops it.',
  },
  on: 'On',
  off: 'Off',
  password: {
    has: 'You have a password.',
    hasNone: 'You sign in without a password.',
    set: 'Set a password',
    change: 'Change password',
    press: 'Save password',
  },
  passkeys: {
    title: 'Passkeys',
    text: 'Sign in with your fingerprint, your face or the lock of your device. Nobody can steal a passkey with a fake page.',
    none: {
      title: 'No passkeys yet',
      text: 'A passkey is quicker than a password, and safer.',
    },
    movesWithAddress:
      'Passkeys belong to the address of this service. If it moves to another domain, you have to add them again.',
    added: 'Added on {date}',
    used: 'Last used on {date}',
    neverUsed: 'Never used',
    name: 'Name',
    nameHint: 'So that you recognize it, for example “Work laptop”.',
    add: 'Add a passkey',
    press: 'Add passkey',
    edit: 'Rename or remove',
    rename: 'Save name',
    remove: {
      text: 'Nobody can sign in with it any more. Delete it on your device too.',
      press: 'Remove passkey',
    },
  },
  app: {
    title: 'Authenticator app',
    text: 'An app on your phone shows six digits, which you enter after your password.',
    since: 'Added on {date}',
    add: {
      title: 'Add an authenticator app',
      text: 'Any app for one-time codes works, such as 1Password, Google Authenticator or the passwords app of your phone.',
      press: 'Add app',
    },
    isOther:
      'This is a new code. The one that you saw before no longer works: scan this one, and remove the old entry from your app.',
    scan: 'Scan this code with your app.',
    secret: 'Or enter this key in the app:',
    code: 'Code from the app',
    hint: 'Six digits. The app shows new ones every 30 seconds.',
    confirm: 'Confirm and switch on',
    remove: {
      title: 'Remove the app',
      text: 'Its codes are no longer asked for. Without another second step, two-step sign-in is switched off too.',
      press: 'Remove app',
    },
  },
  secondStep: {
    title: 'Two-step sign-in',
    text: 'After your password, a code by email or a connected account, we ask for a passkey or for a code from your app.',
    turnOn: 'Switch on',
    turnOff: {
      title: 'Switch off',
      text: 'Your password, your mailbox or a connected account alone is enough to sign in then.',
      press: 'Switch off',
    },
    codesLeft: {
      none: 'You have no recovery codes left.',
      one: 'You have one recovery code left.',
      other: 'You have {count} recovery codes left.',
    },
    newCodes: {
      title: 'New recovery codes',
      text: 'You get ten new codes. The old ones stop working.',
      press: 'Make new codes',
    },
  },
  codes: {
    title: 'Keep your recovery codes',
    text: 'If you lose your device, each of these codes works once as your second step. Keep them where you find them without that device. We show them only now.',
    name: 'Recovery codes',
    owner: 'Recovery codes for {app}',
    file: 'recovery-codes.txt',
    copy: 'Copy',
    copied: 'Copied',
    download: 'Download',
    print: 'Print',
    kept: 'I have kept them',
  },
  mail: {
    title: 'Sign-in by email',
    text: 'A code or a link that we email you signs you in. It should be off if others can read your mail.',
    turnOn: 'Switch on',
    turnOff: {
      title: 'Switch off',
      text: 'You need your password or a passkey to sign in then.',
      press: 'Switch off',
    },
  },
}
