import { describe, expect, it } from 'vitest'
import type { Failure } from '../../src/core/failure.ts'
import type { PageCaller } from '../../src/core/tokens/caller.ts'
import { accountV1 } from '../../src/surfaces/account-v1/index.ts'
import { dump, rows } from '../support/database.ts'
import { nameOf } from '../support/routes.ts'
import { type Flow, FLOWS } from './page-flows.ts'
import { callerOf, inPage } from './page-request.ts'

const CASES = FLOWS.map((flow) => [flow.name, flow] as const)
const FRESH = FLOWS.filter(({ asksFresh }) => asksFresh).map((flow) => [flow.name, flow] as const)
const FREE = FLOWS.filter(({ asksFresh }) => !asksFresh).map((flow) => [flow.name, flow] as const)

type Settings = Parameters<typeof inPage>[1]

async function begun({ prepare }: Flow) {
  const { owner, act } = await prepare()
  const caller = await callerOf(owner.tokens)
  return { caller, ask: (by: PageCaller, settings?: Settings) => inPage((deps) => act(deps, by), settings) }
}

const refusedWith = (code: Failure['code']) => expect.objectContaining({ code })

/** The refusal is that, and nothing has changed. */
async function expectRefused(asked: () => Promise<unknown>, code: Failure['code']) {
  const before = await dump()
  await expect(asked()).rejects.toEqual(refusedWith(code))
  expect(await dump()).toBe(before)
}

const setSession = ({ pageSid }: PageCaller, change: string) =>
  rows(`update sessions set ${change} where id = ?`, pageSid)

const provenAgo = (caller: PageCaller, ms: number) => setSession(caller, `auth_time = ${Date.now() - ms}`)

describe('the cookie of a page', () => {
  it.each(CASES)('is enough for %s, in two round trips at most', async (_, flow) => {
    const { caller, ask } = await begun(flow)
    expect((await ask(caller)).trips).toBeLessThanOrEqual(2)
  })

  it.each(CASES)('is not enough for %s when it was copied before the last proof', async (_, flow) => {
    const { caller, ask } = await begun(flow)
    await setSession(caller, 'generation = generation + 1')
    await expectRefused(() => ask(caller), 'token_refused')
    await ask({ ...caller, generation: caller.generation + 1 })
  })

  it.each(CASES)('is not enough for %s when its session has ended', async (_, flow) => {
    const { caller, ask } = await begun(flow)
    await setSession(caller, 'revoked_at = 1')
    await expectRefused(() => ask(caller), 'token_refused')
  })
})

describe('a page whose user has not proven who they are for a while', () => {
  it.each(FRESH)('is asked for a proof before %s', async (_, flow) => {
    const { caller, ask } = await begun(flow)
    await provenAgo(caller, 601_000)
    await expectRefused(() => ask(caller), 'sign_in_again')
    await provenAgo(caller, 599_000)
    await ask(caller)
  })

  it.each(FREE)('is not asked for one before %s', async (_, flow) => {
    const { caller, ask } = await begun(flow)
    await provenAgo(caller, 601_000)
    await ask(caller)
  })
})

it('a page refuses whoever is limited what the API refuses them', () => {
  const takesLimited = (name: string) => {
    const found = accountV1.routes.find((route) => nameOf(route) === name)
    expect(found?.caller, name).toBeDefined()
    return found?.caller?.optional === true || found?.caller?.alsoLimited === true
  }
  const refused = FLOWS.filter(({ route }) => !takesLimited(route)).map(({ name }) => name)
  expect(FLOWS.filter(({ refusesLimited }) => refusesLimited).map(({ name }) => name)).toEqual(refused)
})

const LIMITS = [
  ['email_not_verified', { REQUIRE_VERIFIED_EMAIL: 'on' }, 'verified_at'],
  ['second_step_required', { SECOND_STEP: 'all' }, 'second_step_at'],
] as const

describe.each(LIMITS)('a page of an account that lacks something: %s', (code, settings, lacks) => {
  const withUser = async (flow: Flow, change: string) => {
    const { caller, ask } = await begun(flow)
    await rows(`update users set ${change} where id = ?`, caller.userId)
    return async () => ask(caller, { settings })
  }
  const limited = (flow: Flow) => withUser(flow, `${lacks} = null`)
  const complete = (flow: Flow) => withUser(flow, `${lacks} = 1`)
  const of = (refuses: boolean) =>
    FLOWS.filter(({ refusesLimited = false }) => refusesLimited === refuses).map(
      (flow) => [flow.name, flow] as const,
    )

  it.each(of(true))('is refused %s, as a limited token is', async (_, flow) => {
    const ask = await limited(flow)
    await expect(ask()).rejects.toMatchObject({ code, details: { reason: 'limited_session' } })
  })

  it.each(of(true))('is not refused %s any more when it lacks nothing', async (_, flow) => {
    const ask = await complete(flow)
    const refusal: unknown = await ask().then(
      () => undefined,
      (failure: unknown) => failure,
    )
    expect(refusal).not.toMatchObject({ details: { reason: 'limited_session' } })
  })

  it.each(of(false))('is not refused %s for that', async (_, flow) => {
    const ask = await limited(flow)
    const refusal: unknown = await ask().then(
      () => undefined,
      (failure: unknown) => failure,
    )
    expect(refusal).not.toMatchObject({ details: { reason: 'limited_session' } })
  })
})
