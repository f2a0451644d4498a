import { expect } from 'vitest'
import type { Env } from '../../src/config/config.ts'
import { rows } from './database.ts'
import { type Ground, groundWith, stranger } from './page-visitors.ts'
import { type FakeProvider, provider } from './provider.ts'
import { ACME_SETTINGS } from './provider-settings.ts'
import type { Page, Visitor } from './visitor.ts'

/** The service with one provider, which gives out the addresses of `acme.example`. */
export function acmeGround(settings: Partial<Env> = {}) {
  const ground = groundWith({ ...ACME_SETTINGS, ...settings })
  return { ground, acme: provider() }
}

/** Goes to a provider by a link of a page; answers where the browser was sent. */
export async function sentToProvider(ada: Visitor, path = '/sign-in/with/oidc_acme'): Promise<string> {
  const { status, headers, words } = await ada.open(path)
  expect(status, words).toBe(303)
  return headers.get('Location') ?? ''
}

/** Comes back from a provider with what it has given to the browser. */
export const backFrom = (ada: Visitor, brought: URLSearchParams, id = 'oidc_acme'): Promise<Page> =>
  ada.open(`/callback/${id}?${brought.toString()}`)

/** There and back again, as the person of the provider. */
export const byProvider = async (ada: Visitor, acme: FakeProvider, path?: string): Promise<Page> =>
  backFrom(ada, acme.codeFor(await sentToProvider(ada, path)))

/** Somebody who has opened an account by a provider, and is signed in. */
export async function federated(ground: Ground, acme: FakeProvider, email = 'ada@acme.example') {
  const ada = stranger(ground)
  acme.person({ sub: `subject of ${email}`, email })
  await byProvider(ada, acme)
  expect(ada.page.path, ada.page.words).toBe('/account')
  const [user] = await rows<{ id: string }>('select id from users where email = ?', email)
  return { ada, email, id: user?.id ?? '' }
}

/** The accounts at providers that sign somebody in. */
export const connectionsOf = (email: string) =>
  rows<{ id: string; subject: string; provider: string; email: string | null }>(
    'select c.id, c.subject, c.provider, c.email from connections c join users u on u.id = c.user_id where u.email = ?',
    email,
  )
