import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type Account, freshEmail, registered, signIn } from '../support/account.ts'
import { countOf, setCount } from '../support/budgets.ts'
import { begun, CODE_FLOWS, type CodeFlow, triesOf } from '../support/code-flows.ts'
import { codeIn, mailsTo, otherThan } from '../support/mails.ts'
import { type Answer, person, type Person } from '../support/person.ts'
import { HUMAN } from '../support/turnstile.ts'
import { type Worker, workerWith } from '../support/worker.ts'

const HOME = '198.51.100.7'
const HOUR = 3_600_000

/** A code that is tried in no session; `change_email` and the confirmation of an address are tried in one. */
const ANONYMOUS = CODE_FLOWS.filter(({ purpose }) => purpose !== 'change_email')

let ada: Account
beforeEach(async () => {
  ada = await registered({ roaming: true })
})

/** A second step from home, with cookies of the first one. */
function fromHome(flow: CodeFlow, browser: Person, worker?: Worker) {
  const by = person({ ...(worker && { worker }) })
  for (const [name, value] of browser.cookies) by.cookies.set(name, value)
  return (codes: string[], headers: Record<string, string> = {}) =>
    flow.finish(
      {
        ...by,
        post: (path, body) => by.post(path, body, { headers: { 'CF-Connecting-IP': HOME, ...headers } }),
        patch: (path, body) => by.patch(path, body, { headers: { 'CF-Connecting-IP': HOME, ...headers } }),
      },
      codes,
    )
}

async function beginning(flow: CodeFlow, worker?: Worker) {
  const browser = person({ roaming: true })
  const codes = await begun(flow, browser, ada)
  return { codes, wrong: codes.map(otherThan), finish: fromHome(flow, browser, worker) }
}

const spend = (count = 100) => setCount(`sign-in/client/${HOME}`, HOME, count, HOUR)
const counted = () => countOf(`sign-in/client/${HOME}`, HOME)

const deviceOf = async () => (await signIn(person(), ada)).headers.get('Postern-Device') ?? ''

const expectTooMany = (answer: Answer) => {
  expect(answer.status, answer.text).toBe(429)
  expect(answer.headers.get('Retry-After')).toBe('3600')
}

describe.each(ANONYMOUS.map((flow) => [flow.second, flow] as const))(
  'failed sign-ins of a client at %s',
  (_, flow) => {
    it('are wrong codes too, until the right one', async () => {
      const { codes, wrong, finish } = await beginning(flow)
      for (let turn = 1; turn <= 3; turn += 1) {
        expect((await finish(wrong)).status).toBe(400)
        expect(await counted()).toBe(turn)
      }
      expect((await finish(codes)).status).toBe(200)
      expect(await counted()).toBe(3)
    })

    it('stop the right code when they are spent, and take no try of it', async () => {
      const { codes, finish } = await beginning(flow)
      await spend()
      expectTooMany(await finish(codes))
      expect([await triesOf(flow.purpose), await counted()]).toEqual([[0], 100])
    })

    it('neither stop nor count a known device of the account', async () => {
      const headers = { 'Postern-Device': await deviceOf() }
      const { codes, wrong, finish } = await beginning(flow)
      await spend()
      expect((await finish(wrong, headers)).status).toBe(400)
      expect((await finish(codes, headers)).status).toBe(200)
      expect(await counted()).toBe(100)
    })

    it('stop a device of another account', async () => {
      const { headers } = await signIn(person(), await registered({ roaming: true }))
      const { codes, finish } = await beginning(flow)
      await spend()
      expectTooMany(await finish(codes, { 'Postern-Device': headers.get('Postern-Device') ?? '' }))
    })

    it('stop nobody whom Turnstile has found to be human', async () => {
      vi.mocked(globalThis.fetch).mockImplementation(async (__, init = {}) =>
        Response.json({ success: (init.body as string).includes(HUMAN) }),
      )
      const { codes, finish } = await beginning(flow, workerWith({ TURNSTILE_SECRET: 'a secret' }))
      await spend()
      const refused = await finish(codes)
      expect([refused.status, refused.headers.get('Postern-Failure')]).toEqual([403, 'human_check_required'])
      expect((await finish(codes, { 'Turnstile-Token': HUMAN })).status).toBe(200)
    })

    it('count tries at the same moment one by one', async () => {
      const { wrong, finish } = await beginning(flow)
      await spend(98)
      const answers = await Promise.all([1, 2, 3, 4, 5].map(() => finish(wrong)))
      expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
        400, 400, 429, 429, 429,
      ])
      expect([await triesOf(flow.purpose), await counted()]).toEqual([[2], 100])
    })
  },
)

describe('failed sign-ins of a client neither stop nor count a live session', () => {
  it('that moves its account', async () => {
    const flow = CODE_FLOWS.find(({ purpose }) => purpose === 'change_email')
    if (!flow) throw new Error('there is no such flow')
    const { codes, wrong, finish } = await beginning(flow)
    await spend()
    expect((await finish(wrong)).status).toBe(400)
    expect((await finish(codes)).status).toBe(200)
    expect(await counted()).toBe(100)
  })

  it('that confirms its address', async () => {
    const email = freshEmail()
    const bob = await registered({ email, confirmed: false })
    const [registration] = await mailsTo(email)
    const code = (registration && codeIn(registration)) ?? ''
    await spend()
    const confirm = (tried: string) =>
      bob.post(
        '/api/v1/users/me/verify',
        { code: tried },
        { token: bob.tokens.access, headers: { 'CF-Connecting-IP': HOME } },
      )
    expect((await confirm(otherThan(code))).status).toBe(400)
    expect((await confirm(code)).status).toBe(200)
    expect(await counted()).toBe(100)
  })
})
