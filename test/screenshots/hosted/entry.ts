import type { State } from '../states.ts'
import { PASSWORD } from './people.ts'
import { sent, waiting } from './presses.ts'

const LONG_ADDRESS = 'augusta.ada.king.noel.countess.of.lovelace@analytical-engines.example.com'

/** Who comes to sign in, by a password or by a mail. */
const SIGN_IN: State[] = [
  { name: 'sign-in', path: '/sign-in' },
  { name: 'sign-in-unscripted', path: '/sign-in', isUnscripted: true },
  { name: 'sign-in-missing', path: '/sign-in', act: sent('password') },
  {
    name: 'sign-in-refused',
    path: '/sign-in',
    act: sent('password', { email: 'nobody@example.com', password: PASSWORD }),
  },
  { name: 'sign-in-wrong-address', path: '/sign-in', act: sent('mail', { email: 'ada@example' }) },
  {
    name: 'sign-in-waiting',
    path: '/sign-in',
    act: waiting('password', { email: 'ada@example.com', password: PASSWORD }),
  },
  {
    name: 'sign-in-languages',
    path: '/sign-in',
    act: (page) => page.locator('footer summary').click(),
  },
  { name: 'sign-in-mailed', path: '/sign-in', act: sent('mail', { email: 'ada@example.com' }) },
  { name: 'sign-in-mailed-long', path: '/sign-in', act: sent('mail', { email: LONG_ADDRESS }) },
  {
    name: 'sign-in-mailed-refused',
    path: '/sign-in',
    async act(page) {
      await sent('mail', { email: 'ada@example.com' })(page)
      await sent('code', { code: '12345678' })(page)
    },
  },
  {
    name: 'sign-in-mailed-unscripted',
    path: '/sign-in',
    isUnscripted: true,
    act: sent('mail', { email: 'ada@example.com' }),
  },
  {
    name: 'sign-in-elsewhere-refused',
    path: `/sign-in-mail#token=${'x'.repeat(43)}`,
    act: sent('elsewhere', { email: 'ada@example.com' }),
  },
  { name: 'sign-in-keep', path: '/sign-in/keep', as: 'leaving' },
  { name: 'sign-in-keep-lost', path: '/sign-in/keep' },
]

const SIGN_UP: State[] = [
  { name: 'sign-up', path: '/sign-up' },
  { name: 'sign-up-missing', path: '/sign-up', act: sent('mail') },
  { name: 'sign-up-mailed', path: '/sign-up', act: sent('mail', { email: 'ada@example.com' }) },
  {
    name: 'sign-up-mailed-refused',
    path: '/sign-up',
    async act(page) {
      await sent('mail', { email: 'ada@example.com' })(page)
      await sent('code', { code: '1234', first_name: 'Ada', password: 'short' })(page)
    },
  },
  {
    name: 'sign-up-mailed-strong',
    path: '/sign-up',
    async act(page) {
      await sent('mail', { email: 'ada@example.com' })(page)
      await page.locator('[name=password]').fill('seven dry words of mine')
      await page.locator('[data-level="4"], [data-level="3"]').first().waitFor()
    },
  },
  { name: 'welcome', path: '/welcome', as: 'newcomer' },
  {
    name: 'welcome-refused',
    path: '/welcome',
    as: 'newcomer',
    act: sent('password', { password: 'password' }),
  },
]

const SECOND_STEP: State[] = [
  { name: 'second-step', path: '/second-step', as: 'halfway' },
  { name: 'second-step-missing', path: '/second-step', as: 'halfway', act: sent('totp') },
  { name: 'second-step-refused', path: '/second-step', as: 'halfway', act: sent('totp', { totp: '000000' }) },
  { name: 'second-step-recovery', path: '/second-step?by=recovery_code', as: 'halfway' },
  {
    name: 'second-step-recovery-refused',
    path: '/second-step?by=recovery_code',
    as: 'halfway',
    act: sent('recovery_code', { recovery_code: 'aaaaa-bbbbb' }),
  },
  { name: 'second-step-unscripted', path: '/second-step', as: 'halfway', isUnscripted: true },
  { name: 'second-step-lost', path: '/second-step' },
]

const FORGOT: State[] = [
  { name: 'forgot-password', path: '/forgot-password' },
  { name: 'forgot-password-missing', path: '/forgot-password', act: sent('mail') },
  {
    name: 'forgot-password-mailed',
    path: '/forgot-password',
    act: sent('mail', { email: 'ada@example.com' }),
  },
  {
    name: 'forgot-password-refused',
    path: '/forgot-password',
    async act(page) {
      await sent('mail', { email: 'ada@example.com' })(page)
      await sent('reset', { code: '12345678', password: 'password' })(page)
    },
  },
  {
    name: 'forgot-password-done',
    path: '/forgot-password',
    as: 'forgetful',
    async act(page, { email, code }) {
      await sent('mail', { email })(page)
      await sent('reset', { code: await code(), password: 'eight wet words' })(page)
    },
  },
]

const WAY_OUT: State[] = [
  { name: 'sign-out', path: '/sign-out', as: 'verified' },
  { name: 'signed-out', path: '/signed-out' },
  { name: 'page-not-found', path: '/account/nothing' },
  {
    name: 'page-refused',
    path: '/sign-in',
    async act(page) {
      await page.evaluate(`document.querySelector('button[value=password]').value = 'nothing'`)
      await sent('nothing')(page)
    },
  },
  {
    name: 'page-too-large',
    path: '/sign-in',
    act: sent('password', { email: 'x'.repeat(20_000) }),
  },
]

/** Pages for whoever is not signed in yet, or no longer. */
export const ENTRY = [SIGN_IN, SIGN_UP, SECOND_STEP, FORGOT, WAY_OUT].flat()
