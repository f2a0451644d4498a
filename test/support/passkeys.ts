import { expect } from 'vitest'
import { registered, type Tokens } from './account.ts'
import { type Authenticator, authenticator, type Odd } from './authenticator.ts'
import type { Answer, Person } from './person.ts'
import { ME } from './second-step.ts'
import type { Worker } from './worker.ts'

type Ceremony = Parameters<Authenticator['create']>[0]

export const PASSKEY = '/api/v1/auth/passkey'

type Asking = { token?: string; caller?: string }

/** What the browser is asked with: to sign in, with the token of a second step, or by a caller. */
export async function passkeyOptions(by: Person, { token, caller }: Asking = {}): Promise<Ceremony> {
  const ofCaller = caller === undefined ? undefined : { for: 'reauthenticate' }
  const answer = await by.post(`${PASSKEY}/options`, token === undefined ? ofCaller : { token }, {
    token: caller,
  })
  expect(answer.status, answer.text).toBe(200)
  return answer.body as unknown as Ceremony
}

/** What a browser makes for the account of a fresh session. */
export async function newCredential(
  owner: Person & { tokens: Tokens },
  device: Authenticator,
  odd: Odd = {},
) {
  const options = await owner.post(`${ME}/passkeys/options`, undefined, { token: owner.tokens.access })
  expect(options.status, options.text).toBe(200)
  return device.create(options.body as unknown as Ceremony, odd)
}

/** Adds a passkey to the account of a fresh session. */
export async function addedPasskey<Owner extends Person & { tokens: Tokens }>(
  owner: Owner,
  { device, odd = {} }: { device?: Authenticator; odd?: Odd } = {},
) {
  const by = device ?? (await authenticator())
  const credential = await newCredential(owner, by, odd)
  const added = await owner.post(`${ME}/passkeys`, { credential }, { token: owner.tokens.access })
  expect(added.status, added.text).toBe(201)
  return { ...owner, device: by, passkeyId: String(added.body['id']), added }
}

export const withPasskey = async (options: { worker?: Worker } = {}) =>
  addedPasskey(await registered({ ...options, roaming: true }))

/** The proof of a device, made of options that were asked for now. */
export const assertion = async (by: Person, device: Authenticator, asking: Asking = {}, odd: Odd = {}) =>
  device.get(await passkeyOptions(by, asking), odd)

export const signInByPasskey = async (by: Person, device: Authenticator, odd: Odd = {}): Promise<Answer> =>
  by.post(PASSKEY, { credential: await assertion(by, device, {}, odd) })
