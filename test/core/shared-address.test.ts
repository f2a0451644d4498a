import { beforeEach, describe, expect, it } from 'vitest'
import { type Account, freshEmail, PASSWORD, readMe, registered, signIn } from '../support/account.ts'
import { counted } from '../support/budgets.ts'
import { API } from '../support/enveloped.ts'
import { person, randomAddress } from '../support/person.ts'
import { workerWith } from '../support/worker.ts'

const KEY = 'a key that the front end and the service have'
const WRONG = 'not the password'

describe('behind an address whose requests are spent', () => {
  let ada: Account
  const shared = { 'CF-Connecting-IP': '198.51.100.7' }
  beforeEach(async () => {
    ada = await registered({ roaming: true })
  })

  it('a known device goes on signing in, sixty times a minute', async () => {
    const device = (await signIn(person(), ada)).headers.get('Postern-Device') ?? ''
    const login = (headers: Record<string, string>) => person().post(`${API}/login`, {}, { headers })
    for (let n = 0; n < 60; n += 1) await login(shared)
    expect((await login(shared)).status).toBe(429)
    const known = { ...shared, 'Postern-Device': device }
    for (let n = 0; n < 60; n += 1) expect((await login(known)).status).toBe(422)
    expect((await login(known)).status).toBe(429)
    expect((await login({ ...shared, 'Postern-Device': `${device}x` })).status).toBe(429)
  })

  it('an account with many devices and sessions has no more than one of them', async () => {
    const answers = [await signIn(person(), ada), await signIn(person({ roaming: true }), ada)]
    const proofs = answers.flatMap(({ headers, body }) => [
      { 'Postern-Device': headers.get('Postern-Device') ?? '' },
      { Authorization: `Bearer ${String(body['access_token'])}` },
    ])
    const login = (proof: Record<string, string>) =>
      person().post(`${API}/login`, {}, { headers: { ...shared, ...proof } })
    for (let n = 0; n < 60; n += 1) expect((await login(proofs[n % 4] ?? {})).status).toBe(422)
    for (const proof of proofs) expect((await login(proof)).status).toBe(429)
  })

  it('a session goes on reading, six hundred times a minute', async () => {
    const reader = person()
    for (let n = 0; n < 600; n += 1) expect((await readMe(reader, ada.tokens.access)).status).toBe(200)
    expect((await readMe(reader, ada.tokens.access)).status).toBe(429)
    const other = await registered({ roaming: true })
    expect((await readMe(reader, other.tokens.access)).status).toBe(200)
    // Without a valid token it is one of the client's.
    for (let n = 0; n < 60; n += 1) expect((await readMe(reader, 'nonsense')).status).toBe(401)
    expect((await readMe(reader, 'nonsense')).status).toBe(429)
  })
})

describe('a front end', () => {
  const worker = workerWith({ TRUSTED_CLIENT_KEY: KEY })
  const clients = async () => (await counted('sign-in/client/%')).map(({ name }) => name)
  const fail = (headers: Record<string, string>, by = worker) =>
    person({ worker: by }).post(
      `${API}/login`,
      { email: freshEmail(), password: WRONG },
      { headers: { 'CF-Connecting-IP': '198.51.100.7', ...headers } },
    )

  it('that has the key names its client', async () => {
    await fail({ 'Postern-Client-IP': '203.0.113.9', 'Postern-Client-Key': KEY })
    expect(await clients()).toEqual(['203.0.113.9'])
    const { email } = await registered({ worker, roaming: true })
    const headers = { 'Postern-Client-IP': randomAddress(), 'Postern-Client-Key': KEY }
    expect(
      (await person({ worker }).post(`${API}/login`, { email, password: PASSWORD }, { headers })).status,
    ).toBe(200)
  })

  it.each([
    ['another key', { 'Postern-Client-Key': `${KEY}!` }, worker],
    ['no key', {}, worker],
    ['an empty key', { 'Postern-Client-Key': '' }, worker],
    ['a key where none is set', { 'Postern-Client-Key': KEY }, workerWith({})],
  ])('that has %s is the client itself', async (_, headers, by) => {
    await fail({ 'Postern-Client-IP': '203.0.113.9', ...headers }, by)
    expect(await clients()).toEqual(['198.51.100.7'])
  })
})
