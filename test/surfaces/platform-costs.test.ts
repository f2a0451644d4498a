import { expect, it } from 'vitest'
import { freshEmail, registered } from '../support/account.ts'
import { member } from '../support/enveloped.ts'
import { newLink } from '../support/mails.ts'
import { moveTo, NEW_PASSWORD } from '../support/code-flows.ts'
import { person } from '../support/person.ts'
import { FOR_PEOPLE, nameOf, namesUnder, pathFor, ROUTES } from '../support/routes.ts'
import { costOf, observed } from '../support/work.ts'
import { workerWith } from '../support/worker.ts'

const none = { d1: 0, rows: 0, kv: 0 }

/** Of every route that belongs to no API. */
const COSTS: Record<string, { d1: number; rows: number; kv: number }> = {
  'GET /': none,
  // An isolate that has no RSA key in its memory reads them, and keeps them for minutes.
  'GET /.well-known/jwks.json': { d1: 1, rows: 0, kv: 0 },
  'GET /.well-known/webauthn': none,
  'GET /.well-known/openid-configuration': none,
  'GET /.well-known/oauth-authorization-server': none,
  'GET /openapi.json': none,
  'GET /docs': none,
  'GET /docs/guides': none,
  'GET /docs/guides/:guide': none,
  'GET /healthz': { d1: 1, rows: 0, kv: 1 },
  'GET /reset-password': none,
  'POST /reset-password': { d1: 2, rows: 7, kv: 1 },
  'GET /verify-email': none,
  // In KV are, after the answer, the sessions that have ended.
  'POST /verify-email': { d1: 2, rows: 9, kv: 1 },
  'GET /undo-email-change': none,
  'POST /undo-email-change': { d1: 2, rows: 10, kv: 1 },
  'GET /keep-account': none,
  'POST /keep-account': { d1: 2, rows: 3, kv: 0 },
  'GET /not-me': none,
  'POST /not-me': { d1: 2, rows: 11, kv: 1 },
  // Of an empty one; each mail is one more.
  'GET /dev/mailbox': { d1: 0, rows: 0, kv: 1 },
  'GET /dev/mailbox.json': { d1: 0, rows: 0, kv: 1 },
  'DELETE /dev/mailbox': { d1: 0, rows: 0, kv: 1 },
}

/** What has to be there before the route can do its work: the body it then gets. */
const PREPARED: Record<string, (service: ReturnType<typeof observed>) => Promise<unknown>> = {
  // Whoever asks first of all makes the key.
  'GET /.well-known/jwks.json': async () => {
    await person({ worker: workerWith({}) }).get('/.well-known/jwks.json')
  },
  'POST /reset-password': async ({ worker, mailbox }) => {
    const { email } = await member({ worker })
    await person({ worker }).post('/reset-password', { email })
    return { token: mailbox.linkTo(email, 'reset-password'), email, password: NEW_PASSWORD }
  },
  'POST /verify-email': async ({ worker, mailbox }) => {
    const { email, password } = await member({ worker, confirmed: false })
    return { token: mailbox.linkTo(email, 'verify-email'), password }
  },
  'POST /keep-account': async () => {
    const { email, tokens } = await registered()
    await person().ask('DELETE', '/api/v1/users/me', { confirm: email }, { token: tokens.access })
    return { token: (await newLink(email, 'keep-account')).token, email }
  },
  'POST /not-me': async () => {
    const { email, tokens } = await registered()
    await person().post('/api/v1/users/me/export', undefined, { token: tokens.access })
    return { token: (await newLink(email, 'not-me')).token, email }
  },
  'POST /undo-email-change': async () => {
    const { email, password } = await member({ roaming: true })
    await moveTo({ email, password }, freshEmail())
    return { token: (await newLink(email, 'undo-email-change')).token, email }
  },
}

it.each(Object.entries(COSTS))('%s costs %o', async (name, cost) => {
  const [method = '', path = ''] = name.split(' ')
  const service = observed()
  const body = await PREPARED[name]?.(service)
  const answer = await person({ worker: service.worker }).ask(method, pathFor(path, { id: '' }), body)
  expect(answer.status, answer.text).toBeLessThan(300)
  expect(costOf(service.last()), JSON.stringify(service.last().trips)).toEqual(cost)
})

it('has a row for every route that is in no table of an API, and for no other', () => {
  // surfaces/apps-costs.test.ts
  const ofApps = ['/token', '/revoke', '/userinfo']
  const ofAnApi = namesUnder('/api/v1/', '/auth/v1/', ...ofApps)
  const rest = ROUTES.filter(({ path }) => !FOR_PEOPLE.has(path))
    .map(nameOf)
    .filter((name) => !ofAnApi.includes(name))
  expect(Object.keys(COSTS).toSorted()).toEqual(rest.toSorted())
})
