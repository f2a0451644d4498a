import { describe, expect, it } from 'vitest'
import type { Failure } from '../../src/core/failure.ts'
import type { PageCaller } from '../../src/core/tokens/caller.ts'
import { accountV1 } from '../../src/surfaces/account-v1/index.ts'
import { dump, rows } from '../support/database.ts'
import { nameOf } from '../support/routes.ts'
import { type Flow, FLOWS } from './page-flows.ts'
import { callerOf, inPage } from './page-request.ts'

const FRESH = FLOWS.filter(({ asksFresh }) => asksFresh).map((flow) => [flow.name, flow] as const)
const FREE = FLOWS.filter(({ asksFresh }) => !asksFresh).map((flow) => [flow.name, flow] as const)

type Settings = Parameters<typeof inPage>[1]

async function begun({ prepare }: Flow) {
  const { owner, act } = await prepare()
  const caller = await callerOf(owner.tokens)
  return { caller, ask: (by: PageCaller, settings?: Settings) => inPage((deps) => act(deps, by), settings) }
}

type Begun = Awaited<ReturnType<typeof begun>>

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

/** One account a flow, because what is refused changes nothing. */
describe('the cookie of a page', () => {
  it.each(FRESH)('is enough for %s after a proof that is fresh, while it is the newest', async (_, flow) => {
    const { caller, ask } = await begun(flow)
    const newest = await expectOthersRefused(caller, ask)
    await provenAgo(caller, 601_000)
    await expectRefused(() => ask(newest), 'sign_in_again')
    await provenAgo(caller, 599_000)
    await expectTaken(() => ask(newest))
  })

  it.each(FREE)('is enough for %s after any proof, while it is the newest', async (_, flow) => {
    const { caller, ask } = await begun(flow)
    const newest = await expectOthersRefused(caller, ask)
    await provenAgo(caller, 601_000)
    await expectTaken(() => ask(newest))
  })

  /** One whose session has ended, and one that was copied before the last proof. Answers the one of that proof. */
  async function expectOthersRefused(caller: PageCaller, ask: Begun['ask']): Promise<PageCaller> {
    await setSession(caller, 'revoked_at = 1')
    await expectRefused(() => ask(caller), 'token_refused')
    await setSession(caller, 'revoked_at = null, generation = generation + 1')
    await expectRefused(() => ask(caller), 'token_refused')
    return { ...caller, generation: caller.generation + 1 }
  }

  const expectTaken = async (asked: () => ReturnType<Begun['ask']>) =>
    expect((await asked()).trips).toBeLessThanOrEqual(2)
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
  const of = (refuses: boolean) =>
    FLOWS.filter(({ refusesLimited = false }) => refusesLimited === refuses).map(
      (flow) => [flow.name, flow] as const,
    )
  async function lacking(flow: Flow) {
    const { caller, ask } = await begun(flow)
    const set = (value: 'null' | '1') =>
      rows(`update users set ${lacks} = ${value} where id = ?`, caller.userId)
    await set('null')
    return { complete: () => set('1'), asked: async () => ask(caller, { settings }) }
  }
  const limited = { code, details: { reason: 'limited_session' } }
  const refusalOf = (asked: () => Promise<unknown>) =>
    asked().then(
      () => undefined,
      (failure: unknown) => failure,
    )

  it.each(of(true))('is refused %s, as a limited token is, until it lacks nothing', async (_, flow) => {
    const { asked, complete } = await lacking(flow)
    await expect(asked()).rejects.toMatchObject(limited)
    await complete()
    expect(await refusalOf(asked)).not.toMatchObject({ details: limited.details })
  })

  it.each(of(false))('is not refused %s for that', async (_, flow) => {
    const { asked } = await lacking(flow)
    expect(await refusalOf(asked)).not.toMatchObject({ details: limited.details })
  })
})
