import type { Page } from 'playwright-core'
import type { OidcServer } from '../../journey/oidc-server.ts'
import type { State } from '../states.ts'
import { PASSWORD } from './people.ts'
import { sent } from './presses.ts'

const THERE = '/sign-in/with/oidc_acme'

/** Signs in at the provider, which says this address of its account, or none. */
const asAt =
  ({ accounts }: OidcServer, email?: string) =>
  async (page: Page): Promise<void> => {
    const account = crypto.randomUUID()
    accounts.set(account, email === undefined ? {} : { email, email_verified: true })
    await page.locator('[name=account]').fill(account)
    await Promise.all([page.waitForURL(/\/(sign-in|account)\b/), page.locator('button:not([name])').click()])
  }

/** Pages for whoever comes from a provider, and for whoever has connected accounts. */
export const comingFrom = (acme: OidcServer): State[] => [
  {
    name: 'provider-known',
    path: THERE,
    as: 'forgetful',
    act: (page, { email }) => asAt(acme, email)(page),
  },
  {
    name: 'provider-connect',
    path: THERE,
    as: 'forgetful',
    async act(page, { email }) {
      await asAt(acme, email)(page)
      await page.goto(new URL('/sign-in', page.url()).href)
      await sent('password', { email, password: PASSWORD })(page)
    },
  },
  { name: 'provider-address', path: THERE, act: asAt(acme, 'ada@example.org') },
  { name: 'provider-no-address', path: THERE, act: asAt(acme) },
  {
    name: 'provider-address-refused',
    path: THERE,
    async act(page) {
      await asAt(acme)(page)
      await sent('mail', { email: 'ada@example' })(page)
    },
  },
  {
    name: 'provider-cancelled',
    path: THERE,
    async act(page) {
      await Promise.all([page.waitForURL(/\/callback\//), page.locator('[name=cancel]').click()])
    },
  },
  { name: 'provider-down', path: '/sign-in/with/oidc_gone' },
  { name: 'provider-lost', path: '/callback/oidc_acme?code=x&state=x' },
  { name: 'provider-lost-address', path: '/sign-in/address' },
  { name: 'provider-connect-over', path: '/account/connect/begin?ticket=x', as: 'verified' },
  { name: 'security-connected', path: '/account/security', as: 'connected' },
]
