import type { State } from '../states.ts'
import { PASSWORD } from './people.ts'
import { press, sent, sentFrom, unfold } from './presses.ts'

/** Where an app sends a browser. */
const askedBy = (app: string, redirect: string, more = '') =>
  `/authorize?response_type=code&client_id=${app}&redirect_uri=${encodeURIComponent(redirect)}&scope=openid%20profile%20email%20offline_access&state=x&code_challenge=${'c'.repeat(43)}&code_challenge_method=S256${more}`

const PROFILE: State[] = [
  { name: 'account', path: '/account', as: 'verified' },
  { name: 'account-long', path: '/account', as: 'long' },
  { name: 'account-unverified', path: '/account', as: 'unverified' },
  {
    name: 'account-unverified-refused',
    path: '/account',
    as: 'unverified',
    act: sent('verify', { code: '12345678' }),
  },
  {
    name: 'account-menu',
    path: '/account',
    as: 'verified',
    async act(page) {
      await page.setViewportSize({ width: 320, height: 800 })
      await page.locator('.menu summary').click()
    },
  },
  { name: 'account-saved', path: '/account', as: 'verified', act: sent('profile', { first_name: 'Ada' }) },
  {
    name: 'account-refused',
    path: '/account',
    as: 'verified',
    act: sent('profile', { first_name: 'x'.repeat(300), phone_number: 'none' }),
  },
  { name: 'account-unscripted', path: '/account', as: 'verified', isUnscripted: true },
  { name: 'account-stale', path: '/account', as: 'stale' },
  { name: 'address-refused', path: '/account', as: 'verified', act: sent('move', { email: 'ada@example' }) },
  {
    name: 'address-mailed',
    path: '/account',
    as: 'verified',
    act: (page, { email }) => sent('move', { email: `new-${email}` })(page),
  },
  {
    name: 'address-mailed-refused',
    path: '/account',
    as: 'verified',
    async act(page, { email }) {
      await sent('move', { email: `new-${email}` })(page)
      await sent('codes', { code_current: '123456', code_new: '12' })(page)
    },
  },
]

const RECORD: State[] = [
  { name: 'sessions-one', path: '/account/sessions', as: 'newcomer' },
  { name: 'sessions-many', path: '/account/sessions', as: 'long' },
  {
    name: 'sessions-ended',
    path: '/account/sessions',
    as: 'long',
    ownAccount: true,
    act: sent('end'),
  },
  { name: 'apps-none', path: '/account/apps', as: 'verified' },
  { name: 'apps', path: '/account/apps', as: 'long' },
  {
    name: 'apps-removed',
    path: '/account/apps',
    as: 'long',
    ownAccount: true,
    act: sent('remove'),
  },
  {
    name: 'consent',
    path: askedBy('calendar-2m9x7k3q', 'https://calendar.example.org/cb'),
    as: 'consenting',
  },
  { name: 'consent-device', path: askedBy('desk-9x2m7k3q', 'http://127.0.0.1/callback'), as: 'consenting' },
  { name: 'consent-continue', path: askedBy('desk-9x2m7k3q', 'http://127.0.0.1/callback'), as: 'long' },
  {
    name: 'consent-choose',
    path: askedBy('notes-7k3q9x2m', 'https://notes.example.com/callback', '&prompt=select_account'),
    as: 'long',
  },
  { name: 'consent-over', path: '/consent?request=x', as: 'verified' },
  { name: 'app-unknown', path: askedBy('nobody', 'https://notes.example.com/callback') },
  { name: 'app-address', path: askedBy('notes-7k3q9x2m', 'https://evil.example'), as: 'long' },
  {
    name: 'account-from-app',
    path: `/account?${new URLSearchParams({ return_to: askedBy('notes-7k3q9x2m', 'https://notes.example.com/callback') }).toString()}`,
    as: 'verified',
  },
  { name: 'history', path: '/account/history', as: 'verified' },
  { name: 'history-many', path: '/account/history', as: 'long' },
  {
    name: 'history-last',
    path: '/account/history',
    as: 'long',
    async act(page) {
      await Promise.all([page.waitForEvent('domcontentloaded'), page.locator('[rel=next]').click()])
    },
  },
  { name: 'history-empty', path: '/account/history', as: 'forgotten' },
  { name: 'data', path: '/account/data', as: 'verified' },
  { name: 'data-stale', path: '/account/data', as: 'stale' },
  { name: 'data-unverified', path: '/account/data', as: 'unverified' },
  {
    name: 'data-refused',
    path: '/account/data',
    as: 'verified',
    act: sent('delete', { confirm: 'ada@example.org' }),
  },
  {
    name: 'data-deleted',
    path: '/account/data',
    as: 'verified',
    ownAccount: true,
    act: (page, { email }) => sent('delete', { confirm: email })(page),
  },
]

const SECURITY: State[] = [
  { name: 'security', path: '/account/security', as: 'verified' },
  { name: 'security-stale', path: '/account/security', as: 'stale' },
  { name: 'security-unverified', path: '/account/security', as: 'unverified' },
  { name: 'security-newcomer', path: '/account/security', as: 'newcomer' },
  { name: 'security-secured', path: '/account/security', as: 'secured' },
  { name: 'security-unfolded', path: '/account/security', as: 'secured', act: (page) => unfold(page) },
  { name: 'security-long', path: '/account/security', as: 'long' },
  { name: 'security-demanded', path: '/account/security', as: 'administrator' },
  { name: 'security-resetting', path: '/account/security', as: 'resetting' },
  {
    name: 'security-saved',
    path: '/account/security',
    as: 'verified',
    ownAccount: true,
    act: sentFrom('password', 'password', { password: 'eight wet words' }),
  },
  {
    name: 'security-password-refused',
    path: '/account/security',
    as: 'verified',
    act: sentFrom('password', 'password', { password: 'password' }),
  },
  {
    name: 'security-rename-refused',
    path: '/account/security',
    as: 'secured',
    act: sentFrom('passkeys', 'rename_passkey', { name: '' }),
  },
  { name: 'security-app', path: '/account/security', as: 'verified', act: (page) => press(page, 'app') },
  {
    name: 'security-app-refused',
    path: '/account/security',
    as: 'verified',
    async act(page) {
      await press(page, 'app')
      await sent('confirm_app', { code: '000000' })(page)
    },
  },
  {
    name: 'security-codes',
    path: '/account/security',
    as: 'secured',
    act: sentFrom('second-step', 'recovery_codes'),
  },
  {
    name: 'security-codes-printed',
    isPrinted: true,
    path: '/account/security',
    as: 'secured',
    async act(page) {
      await sentFrom('second-step', 'recovery_codes')(page)
      await page.emulateMedia({ media: 'print' })
    },
  },
]

const CONFIRM: State[] = [
  { name: 'confirm-password', path: '/account/confirm', as: 'stale' },
  {
    name: 'confirm-refused',
    path: '/account/confirm',
    as: 'stale',
    act: sent('password', { password: 'wrong' }),
  },
  { name: 'confirm-step', path: '/account/confirm', as: 'staleSecured' },
  {
    name: 'confirm-step-refused',
    path: '/account/confirm',
    as: 'staleSecured',
    act: sent('step', { step: '000000' }),
  },
  { name: 'confirm-mail', path: '/account/confirm', as: 'staleNewcomer' },
  { name: 'confirm-mailed', path: '/account/confirm', as: 'staleNewcomer', act: sent('mail') },
  {
    name: 'confirm-go-on',
    path: '/account/security',
    as: 'verified',
    ownAccount: true,
    async act(page, { hourPasses }) {
      hourPasses()
      await sentFrom('mail', 'mail_off')(page)
      await sent('password', { password: PASSWORD })(page)
    },
  },
]

/** Pages for whoever is signed in. */
export const ACCOUNT = [PROFILE, RECORD, SECURITY, CONFIRM].flat()
