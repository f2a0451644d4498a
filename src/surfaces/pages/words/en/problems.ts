import type { ProblemWords } from '../problem-words.ts'

export const problems: ProblemWords = {
  passkey: {
    known: 'This device has a passkey of your account already.',
    failed: 'The passkey did not work. Try again, or use another way.',
  },
  rules: {
    malformed: 'This cannot be used as it is. Check it and try again.',
    confirmation: 'This is not the same as above.',
    unchanged: 'This is the address that you use already.',
    not_valid: 'This cannot be used. Check it and try again.',
    unreachable: 'Mail to this address was refused. Check the address.',
  },
  tooLong: 'Use at most {most} characters.',
  fields: {
    code: 'Enter the digits of the code, and nothing else.',
    totp: 'Enter the six digits that your app shows.',
    recovery_code: 'Enter one of your recovery codes.',
    confirm: 'This is not the address of your account.',
    credential: 'This passkey cannot be used. Try again, or use another one.',
  },
  refusals: {
    wrong_credentials: 'Email or password is wrong. Check both, or ask for a code by email.',
    wrong_current_password: 'This password is wrong. Try again.',
    invalid_code: 'This code is wrong or no longer works. Check it, or ask for a new one.',
    invalid_link: 'This link no longer works. Ask for a new one.',
    first_step_missing: 'This took too long. Start again.',
    second_step_refused: 'This did not work. Check the code, wait for the next one, or use another way.',
    passkey_refused: 'This passkey did not work. Use another one, or another way to sign in.',
    second_step_required: 'Add a passkey or an authenticator app first.',
    email_not_verified: 'Confirm your email address first.',
    email_taken: 'This address cannot be used right now. Try again later.',
    sign_up_closed: 'New accounts cannot be opened here.',
    already_verified: 'Your email address is confirmed already.',
    last_way_in: 'This is your last way to sign in. Add another one first.',
    last_administrator: 'You are the last administrator. Name another one first.',
    not_found: 'This is no longer there. Reload the page.',
    origin_not_allowed: 'This page was open for too long. Nothing was changed. Send the form once more.',
    unavailable: 'We cannot do this right now. Nothing was changed. Try again in a moment.',
  },
  tooMany: {
    one: 'Too many attempts. Try again in a minute.',
    other: 'Too many attempts. Try again in {count} minutes.',
  },
  recentlyRecovered: {
    one: 'Your account was recovered recently. For its safety this is possible again in an hour.',
    other: 'Your account was recovered recently. For its safety this is possible again in {count} hours.',
  },
  failed: 'Something went wrong. Nothing was changed. Try again.',
}
