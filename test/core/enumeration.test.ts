import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { fromBase64url } from '../../src/crypto/bytes.ts'
import index from '../../src/index.ts'
import { type Account, registered, signIn, tokensIn } from '../support/account.ts'
import { ADDRESS_ROUTES, addresses, REGISTERING } from './address-routes.ts'
import { bindings } from '../support/bindings.ts'
import { V1 } from '../support/code-flows.ts'
import { API } from '../support/enveloped.ts'
import { authenticator } from '../support/authenticator.ts'
import { addedPasskey, newCredential, signInByPasskey } from '../support/passkeys.ts'
import { type Answer, person, type Person } from '../support/person.ts'
import { isSafe, nameOf, pathFor, ROUTES } from '../support/routes.ts'
import { shareOf } from '../support/sample.ts'
import { ME } from '../support/second-step.ts'
import { boundTo } from '../support/wrapped.ts'
import { hashWork, observed, withoutHistory } from '../support/work.ts'

/** The `request` in an answer to a forgotten password: sealed in five parts, of which the second is empty. */
const SEALED = /[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+/g

/**
 * All that a client can see of an answer; what is random by design by its length. Limits say in seconds when to
 * come back: with a clock that stands still they can be compared.
 */
const seen = ({ status, headers, text }: Answer) => ({
  status,
  text: text.replace(/"request_id":"[\w-]{36}"|"label":"\S+ \S+"/, '').replaceAll(SEALED, (request) =>
    request
      .split('.')
      .map(({ length }) => length)
      .join(),
  ),
  headers: [...headers]
    .filter(([name]) => name !== 'set-cookie')
    .map(([name, value]) => [name, name === 'x-request-id' ? value.length : value]),
  cookies: headers.getSetCookie().map((line) => {
    const [pair = '', ...attributes] = line.split('; ')
    return [pair.split('=')[0], pair.split('.').map((part) => part.length), attributes]
  }),
})

/** Enough to spend a budget and to see what is said then. */
const TURNS = 7

/** What a request may show besides: somebody's own session and known device are none of the address asked about. */
const SENDERS: [string, (by: Person, account: Account) => Promise<unknown>][] = [
  ['somebody who shows nothing', async () => undefined],
  [
    'somebody who shows a session and a device of their own',
    async ({ cookies }, account) => {
      const answer = await signIn(person({ roaming: true }), account)
      cookies
        .set('__Host-accessToken', tokensIn(answer).access)
        .set('__Host-device', answer.headers.get('Postern-Device') ?? '')
    },
  ],
]

describe.each(ADDRESS_ROUTES)('$route', (route) => {
  const { ask } = route

  it.each(shareOf(route, ADDRESS_ROUTES, SENDERS))(
    'says and does the same for every address, also at its limits, to %s',
    async (_, show) => {
      const { worker, last, mailbox } = observed()
      const work = hashWork()
      const found: Record<string, unknown[]> = {}
      const kinds = await addresses()
      const some = shareOf(route, ADDRESS_ROUTES, ['guarded', 'leaving'] as const)
      const asked = ['verified', 'unverified', 'disabled', 'unknown', ...some] as const
      for (const kind of asked) {
        const address = kinds[kind]
        const account = await registered({ worker })
        const { tokens } = account
        const by = person({ worker, roaming: true })
        await show(by, account)
        found[kind] = []
        for (let turn = 0; turn < TURNS; turn += 1) {
          work.forget()
          const answer = await ask(by, address, tokens.access)
          const { trips, mails } = last()
          // Mails after the answer are the only difference there may be: nobody but the owner sees them.
          found[kind].push({
            answer: seen(answer),
            trips: withoutHistory(trips),
            mails,
            hashes: work.calls(),
          })
        }
      }
      const { unknown, ...others } = found
      for (const [kind, observations] of Object.entries(others)) expect(observations, kind).toEqual(unknown)
      expect(unknown).toHaveLength(TURNS)
      expect(mailbox.to(kinds.disabled).length).toBe(mailbox.to(kinds.unknown).length)
    },
  )
})

describe('a mail that only an account gets', () => {
  it.each([`PATCH ${V1}/password/request/code`, `POST ${API}/password/email`])(
    '%s: is begun after the answer',
    async (route) => {
      const { email, tokens } = await registered()
      const puts: string[] = []
      const { KV } = boundTo(({ what }, act) => {
        puts.push(what)
        return act()
      })
      const context = createExecutionContext()
      let begun: string[] = []
      const worker = {
        async fetch(request: Request) {
          const incoming = request as Request<unknown, IncomingRequestCfProperties>
          const answer = await index.fetch(incoming, { ...bindings, KV }, context)
          begun = [...puts]
          await waitOnExecutionContext(context)
          return answer
        },
      }
      const ask = ADDRESS_ROUTES.find((each) => each.route === route)?.ask
      expect((await ask?.(person({ worker }), email, tokens.access))?.status).toBe(200)
      // Its way leads through KV here, as does the payload of a code.
      const payload = route.startsWith('PATCH') ? ['put code'] : []
      expect([begun, puts]).toEqual([payload, [...payload, 'put mailbox']])
    },
  )
})

describe('a passkey that is not good', () => {
  it('is refused with one answer, after the same work', async () => {
    const { worker, last } = observed()
    const by = person({ worker, roaming: true })
    const kinds = {
      async unknown(ada: Account) {
        const device = await authenticator()
        await newCredential(ada, device)
        return device
      },
      async removed(ada: Account) {
        const { device, passkeyId } = await addedPasskey(ada)
        await ada.delete(`${ME}/passkeys/${passkeyId}`, { token: ada.tokens.access })
        return device
      },
      // Whoever has the key of a passkey has nothing to find out.
      async 'with another key'(ada: Account) {
        const [{ device }, other] = [await addedPasskey(ada), await authenticator()]
        const { id } = await device.get({ challenge: 'none' })
        await newCredential(ada, other, { credentialId: fromBase64url(id) ?? new Uint8Array() })
        return other
      },
    }
    const found: Record<string, unknown> = {}
    for (const [kind, make] of Object.entries(kinds)) {
      const answer = await signInByPasskey(by, await make(await registered()))
      expect([answer.status, answer.body['code']]).toEqual([401, 'passkey_refused'])
      found[kind] = { answer: seen(answer), trips: withoutHistory(last().trips), mails: last().mails }
    }
    const { unknown, ...others } = found
    for (const [kind, observation] of Object.entries(others)) expect(observation, kind).toEqual(unknown)
  })
})

describe.each(REGISTERING)('$route', ({ ask }) => {
  it('does the same work for a free and for a taken address before it answers', async () => {
    const { worker, last } = observed()
    const work = hashWork()
    const { verified, unverified, disabled, unknown } = await addresses()
    const observe = async (address: string) => {
      work.forget()
      const answer = await ask(person({ worker }), address, '')
      const { trips, mails } = last()
      const { d1, kv } = trips
      return { ok: answer.status < 300, work: { d1, kv, mails, hashes: work.calls() } }
    }
    const free = await observe(unknown)
    expect(free.ok).toBe(true)
    expect(free.work.hashes).toHaveLength(1)
    for (const taken of [verified, unverified, disabled])
      expect(await observe(taken)).toEqual({ ok: false, work: free.work })
  })
})

describe('the list of these routes', () => {
  it('is complete: no other route takes an address', async () => {
    const ada = await registered({ roaming: true })
    const asking: string[] = []
    for (const route of ROUTES.filter((route) => !isSafe(route))) {
      const answer = await ada.ask(route.method, pathFor(route.path, ada), {}, { token: ada.tokens.access })
      const failure = answer.headers.get('Postern-Failure') ?? ''
      if (
        /\b(email|e-mail|(new)?account) (field )?is required|"email"|member=email; rule=missing/i.test(
          answer.text + failure,
        )
      )
        asking.push(nameOf(route))
    }
    const listed = [...ADDRESS_ROUTES.filter(({ isAnotherForm }) => !isAnotherForm), ...REGISTERING].map(
      ({ route }) => route,
    )
    expect(asking.toSorted()).toEqual(listed.toSorted())
  })
})
