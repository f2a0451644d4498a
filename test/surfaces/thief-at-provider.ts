import { provider } from '../support/provider.ts'
import { ACME_SETTINGS } from '../support/provider-settings.ts'
import { pass } from '../support/clock.ts'
import type { Answer } from '../support/person.ts'
import { ME } from '../support/second-step.ts'
import { visitor } from '../support/visitor.ts'
import { workerWith } from '../support/worker.ts'
import { inSession, passwordOf, type Thief } from './thief.ts'

/** The thief signs in on the pages with what was stolen, and connects an account of their own at a provider. */
export async function connectsAtProvider(thief: Thief): Promise<Answer> {
  await inSession(thief, 'POST', `${ME}/connections/oidc_acme`)
  await inSession(thief, 'DELETE', `${ME}/connections/${crypto.randomUUID()}`)
  const acme = provider()
  acme.person({ sub: `thief of ${thief.id}`, email: 'thief@elsewhere.example' })
  const browser = visitor({ worker: workerWith(ACME_SETTINGS), roaming: true })
  await browser.open('/sign-in')
  await browser.press('password', { email: thief.email, password: passwordOf(thief) })
  if (browser.page.path.startsWith('/second-step') && thief.app) {
    pass(30_000)
    await browser.press('totp', { totp: thief.app() })
  }
  await browser.open('/account/security')
  const [, link] = /href="([^"]*\/account\/connect\/begin[^"]*)"/.exec(browser.page.text) ?? []
  if (link === undefined) return { ...browser.page, status: 403 }
  const sent = await browser.open(link.replaceAll('&amp;', '&'))
  const brought = acme.codeFor(sent.headers.get('Location') ?? '')
  await browser.open(`/callback/oidc_acme?${brought.toString()}`)
  return browser.press('connect')
}
