import type { FactorChanges } from '../message.ts'

/** What each change of a factor is called. The app's name follows the subject. */
export const FACTOR_CHANGES: FactorChanges = {
  totp_added: {
    subject: 'An authenticator app was added to',
    heading: 'An authenticator app was added',
    says: 'From now on, signing in with a password or by email asks for a second step, such as a code from this app. All other sessions were signed out.',
  },
  totp_removed: {
    subject: 'An authenticator app was removed from',
    heading: 'An authenticator app was removed',
    says: 'Codes from this app no longer sign in. If it was the last one, two-step sign-in is off too.',
  },
  passkey_added: {
    subject: 'A passkey was added to',
    heading: 'A passkey was added',
    says: 'From now on, this passkey signs in without a password.',
  },
  first_passkey_added: {
    subject: 'A passkey was added to',
    heading: 'A passkey was added',
    says: 'From now on, this passkey signs in without a password, and any other way of signing in asks for a second step. All other sessions were signed out.',
  },
  passkey_removed: {
    subject: 'A passkey was removed from',
    heading: 'A passkey was removed',
    says: 'This passkey no longer signs in. If it was the last one, two-step sign-in is off too.',
  },
  recovery_codes: {
    subject: 'New recovery codes were made for',
    heading: 'New recovery codes were made',
    says: 'The earlier recovery codes no longer work.',
  },
  second_step_on: {
    subject: 'Two-step sign-in was turned on for',
    heading: 'Two-step sign-in was turned on',
    says: 'From now on, signing in with a password or by email asks for a second step. All other sessions were signed out.',
  },
  second_step_off: {
    subject: 'Two-step sign-in was turned off for',
    heading: 'Two-step sign-in was turned off',
    says: 'Signing in no longer asks for a second step. The recovery codes no longer work.',
  },
  second_step_reset: {
    subject: 'Two-step sign-in was reset for',
    heading: 'Two-step sign-in was reset',
    says: 'The people who run the service have removed the authenticator app, the passkeys and the recovery codes of your account. All sessions were signed out. Signing in no longer asks for a second step.',
  },
  mail_sign_in_on: {
    subject: 'Sign-in by email was turned on for',
    heading: 'Sign-in by email was turned on',
    says: 'From now on, a code or a link in an email signs in without a password.',
  },
  mail_sign_in_off: {
    subject: 'Sign-in by email was turned off for',
    heading: 'Sign-in by email was turned off',
    says: 'Codes and links in emails no longer sign in. Other ways of signing in stay as they are.',
  },
  connection_added: {
    subject: 'An account of another service was connected to',
    heading: 'An account of another service was connected',
    says: 'From now on, an account at {provider} signs in to your account without a password.',
  },
  connection_removed: {
    subject: 'An account of another service was disconnected from',
    heading: 'An account of another service was disconnected',
    says: 'This account at {provider} no longer signs in. Other ways of signing in stay as they are.',
  },
}
