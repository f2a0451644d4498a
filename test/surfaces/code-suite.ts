import { beforeEach, describe, expect, test, vi } from 'vitest'
import { counted, setCounts } from '../support/budgets.ts'
import { pass } from '../support/clock.ts'
import { ACCOUNTS, anybody, begun, CODE_FLOWS, type CodeFlow, triesOf } from '../support/code-flows.ts'
import { dump, rows } from '../support/database.ts'
import { otherThan } from '../support/mails.ts'
import { type Answer, person, type Person } from '../support/person.ts'
import { EVERY_CASE } from '../support/sample.ts'
import type { Worker } from '../support/worker.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND

/** What a refusal says, whatever was wrong. */
const REFUSED = {
  status: 400,
  success: false,
  msg: 'Invalid code',
  description: 'The code is wrong, was used, or is no longer good.',
  failure: 'invalid_code',
}
const said = ({ status, body, headers }: Answer) => {
  const { link: _where, ...rest } = body
  return { status, ...rest, failure: headers.get('Postern-Failure') }
}
const expectRefused = (answer: Answer) => expect(said(answer)).toEqual(REFUSED)

/**
 * Everything that is promised of codes, whatever stands behind the KV binding. By default the flows take turns:
 * each promise is kept by one of them.
 */
export function describeCodes(name: string, ground: () => Worker, flows: CodeFlow[]) {
  describe.each(flows)(`${name}: a code for $purpose`, (flow) => {
    let turn = flows.indexOf(flow)
    const it = (promise: string, holds: () => Promise<void>) => {
      if (EVERY_CASE || turn % flows.length === 0) test(promise, holds)
      turn += 1
    }
    let worker: Worker
    const browser = () => person({ worker, roaming: true })
    const isAnonymous = ['mailbox', 'reset_password'].includes(flow.purpose)

    beforeEach(() => {
      worker = ground()
    })

    it('is taken once', async () => {
      const ada = await anybody(worker)
      const codes = await begun(flow, ada, ada)
      const again = copyOf(ada, browser())
      expect((await flow.finish(ada, codes)).status).toBe(200)
      expect(await flow.effects(ada)).toBe(1)
      expectRefused(await flow.finish(again, codes))
      expect(await flow.effects(ada)).toBe(1)
    })

    it('is taken once when it is sent twenty times at the same moment', async () => {
      const ada = await anybody(worker)
      const codes = await begun(flow, ada, ada)
      const answers = await Promise.all(Array.from({ length: 20 }, () => flow.finish(ada, codes)))
      const refused = answers.filter(({ status }) => status !== 200)
      expect(refused).toHaveLength(19)
      for (const answer of refused) expectRefused(answer)
      expect(await flow.effects(ada)).toBe(1)
      // A success takes the failures back that the others have counted.
      expect(await counted('code/%')).toEqual([])
    })

    it('is compared with five of fifty guesses at the same moment, and is then over', async () => {
      const ada = await anybody(worker)
      const codes = await begun(flow, ada, ada)
      const wrong = codes.map(otherThan)
      const compared = comparisons()
      const answers = await Promise.all(Array.from({ length: 50 }, () => flow.finish(ada, wrong)))
      for (const answer of answers) expectRefused(answer)
      expect(compared()).toBe(5 * codes.length)
      expect(await triesOf(flow.purpose)).toEqual([5])
      expectRefused(await flow.finish(ada, codes))
      expect(compared()).toBe(5 * codes.length)
      expect(await flow.effects(ada)).toBe(0)
    })

    it('ends when the same browser gets a newer one, which is good only there', async () => {
      const ada = await anybody(worker)
      const by = browser()
      const first = await begun(flow, by, ada)
      const earlier = copyOf(by, browser())
      const second = await begun(flow, by, ada)
      expectRefused(await flow.finish(earlier, first))
      expectRefused(await flow.finish(earlier, second))
      expectRefused(await flow.finish(by, first))
      expect(await flow.effects(ada)).toBe(0)
      expect((await flow.finish(by, second)).status).toBe(200)
    })

    it('stays good when another browser gets one', async () => {
      const ada = await anybody(worker)
      const [own, other] = [browser(), browser()]
      const codes = await begun(flow, own, ada)
      pass(1)
      const theirs = await begun(flow, other, ada)
      expectRefused(await flow.finish(own, theirs))
      expect(await triesOf(flow.purpose)).toEqual([1, 0])
      expect((await flow.finish(own, codes)).status).toBe(200)
    })

    it('is good only for its own account, whatever the body says', async () => {
      const [ada, bob] = [await anybody(worker), await anybody(worker)]
      const codesOfAda = await begun(flow, ada, ada)
      const codesOfBob = await begun(flow, bob, bob)
      const before = await dump(ACCOUNTS)
      expectRefused(await flow.finish(ada, codesOfBob, { account: bob.email, email: bob.email, id: bob.id }))
      expectRefused(await flow.finish(bob, codesOfAda))
      expect(await dump(ACCOUNTS)).toBe(before)
    })

    test.each(CODE_FLOWS.filter((other) => other !== flow))(
      'is not good with the cookie and the code of $purpose',
      async (other) => {
        const ada = await anybody(worker)
        const [own] = await begun(flow, ada, ada)
        const [foreign = ''] = await begun(other, ada, ada)
        const before = await dump()
        const swapped = copyOf(ada, browser())
        swapped.cookies.set(flow.cookie, ada.cookies.get(other.cookie) ?? '')
        expectRefused(await flow.finish(swapped, [foreign, foreign]))
        expectRefused(await flow.finish(swapped, [own ?? '', own ?? '']))
        expect(await dump()).toBe(before)
      },
    )

    it('ends after ten minutes, even when KV still has it', async () => {
      const ada = await anybody(worker)
      const codes = await begun(flow, ada, ada)
      const late = copyOf(ada, browser())
      pass(10 * MINUTE - SECOND)
      expectRefused(await flow.finish(late, codes.map(otherThan)))
      pass(SECOND)
      expectRefused(await flow.finish(late, codes))
      expect(await triesOf(flow.purpose)).toEqual([1])
      expect(await flow.effects(ada)).toBe(0)
    })

    it('has ended when the ledger says so, though cookie and KV are good', async () => {
      const ada = await anybody(worker)
      const codes = await begun(flow, ada, ada)
      await rows('update challenges set expires_at = ? where purpose = ?', Date.now(), flow.purpose)
      expectRefused(await flow.finish(ada, codes))
      expect(await flow.effects(ada)).toBe(0)
    })

    it('counts its failures for the account and the purpose, and a new code does not reset them', async () => {
      const ada = await anybody(worker)
      const guessed = []
      for (const guesses of [2, 1]) {
        const by = browser()
        const codes = await begun(flow, by, ada)
        for (let n = 0; n < guesses; n += 1) expectRefused(await flow.finish(by, codes.map(otherThan)))
        guessed.push(await failuresOf(flow.purpose))
        pass(MINUTE)
      }
      expect(guessed).toEqual([
        [2, 2],
        [3, 3],
      ])
    })

    test.each([
      ['hour', 60 * 60],
      ['day', 24 * 60 * 60],
    ] as const)(
      'may be guessed so often in a %s, and the right one has to wait then',
      async (window, seconds) => {
        const ada = await anybody(worker)
        const [hour, day] = isAnonymous ? [100, 300] : [10, 30]
        const limit = window === 'hour' ? hour : day
        const by = browser()
        const codes = await begun(flow, by, ada)
        expectRefused(await flow.finish(by, codes.map(otherThan)))
        await setCounts('code/%', (name, was) => (name === window ? limit - 1 : was))
        expectRefused(await flow.finish(by, codes.map(otherThan)))
        expectRefused(await flow.finish(by, codes))
        expect(await triesOf(flow.purpose)).toEqual([2])
        expect(await flow.effects(ada)).toBe(0)

        // A code of 6 digits that nobody may try is not mailed. With one of 8 there is a link, or will be.
        const { answer } = await flow.start(browser(), ada)
        expect(answer.status).toBe(isAnonymous ? 200 : 429)
        if (!isAnonymous) expect(Number(answer.headers.get('Retry-After'))).toBe(seconds)

        pass(seconds * SECOND)
        const later = browser()
        expect((await flow.finish(later, await begun(flow, later, ada))).status).toBe(200)
      },
    )

    it('needs the first step, and no member of a body replaces it', async () => {
      const ada = await anybody(worker)
      const codes = await begun(flow, ada, ada)
      ada.cookies.delete(flow.cookie)
      const before = await dump()
      const answer = await flow.finish(ada, codes, { verified: true, step: 2 })
      expect([answer.status, answer.body['msg']]).toEqual([400, 'Missing data'])
      expect(answer.body['link']).toEqual([
        { rel: 'self', href: `${flow.second}/` },
        { rel: 'first', href: `${flow.first}/` },
      ])
      expect(await dump()).toBe(before)
    })

    it('leaves nothing behind after its first step that is useful elsewhere', async () => {
      const ada = await anybody(worker)
      const by = browser()
      await begun(flow, by, ada)
      const step = by.cookies.get(flow.cookie) ?? ''
      const stranger = browser()
      expect((await stranger.get('/api/v1/users/me', { token: step })).status).toBe(401)
      stranger.cookies.set('__Host-accessToken', step).set('__Host-refreshToken', step)
      expect((await stranger.get('/api/v1/users/me')).status).toBe(401)
      expect((await stranger.get('/auth/v1/request/accessToken')).status).toBe(401)
      expect((await stranger.post('/api/v1/auth/refresh', { refresh_token: step })).status).toBe(401)
    })

    it('is refused with a cookie that was altered', async () => {
      const ada = await anybody(worker)
      const codes = await begun(flow, ada, ada)
      const step = ada.cookies.get(flow.cookie) ?? ''
      for (const altered of [flip(step, step.length - 30), flip(step, 5), step.slice(0, -1), 'x', '....']) {
        ada.cookies.set(flow.cookie, altered)
        expectRefused(await flow.finish(ada, codes))
      }
      expect(await triesOf(flow.purpose)).toEqual([0])
    })

    it('is refused before anything is looked up or counted when it is not four to eight digits', async () => {
      const ada = await anybody(worker)
      const codes = await begun(flow, ada, ada)
      const before = await dump()
      for (const form of NO_CODES) {
        const answer = await flow.finish(ada, [form as string, codes[1] ?? ''])
        expect([form, answer.status, answer.body['msg']]).toEqual([form, 400, 'Invalid data'])
        expect(answer.body['description']).toMatch(
          /^(code|codeCurrentAccount) (must be a string|has characters)/,
        )
      }
      expect(await dump()).toBe(before)
      expect((await flow.finish(ada, codes)).status).toBe(200)
    })
  })
}

/** Wrong codes that are counted for a purpose, in the hour and in the day. */
const failuresOf = async (purpose: string) => (await counted(`code/${purpose}/%`)).map(({ count }) => count)

/** No code of ours: only four to eight ASCII digits, as text, are. */
const NO_CODES = [
  '',
  null,
  123_456,
  ['123456'],
  { code: '123456' },
  true,
  '123',
  '123456789',
  '１２３４５６',
  '١٢٣٤٥٦',
  ' 123456',
  '123456 ',
  '123456\n',
  '1e5',
  '+12345',
  '0x1234',
]

/** Another browser with copies of the cookies of the first as they are now. */
function copyOf({ cookies }: Pick<Person, 'cookies'>, fresh: Person): Person {
  for (const [name, value] of cookies) fresh.cookies.set(name, value)
  return fresh
}

/** Counts comparisons of codes from now on: each makes a MAC of a text that begins with code1|. */
function comparisons() {
  const spy = vi.spyOn(crypto.subtle, 'sign')
  const isOfCode = (data: BufferSource) => new TextDecoder().decode(data).startsWith('code1|')
  return () => spy.mock.calls.filter(([, , data]) => isOfCode(data)).length
}

function flip(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
}
