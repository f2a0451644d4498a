import * as fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { PASSWORD, signIn } from '../support/account.ts'
import { bindings, forgetRequests } from '../support/bindings.ts'
import { NOON, pass } from '../support/clock.ts'
import { NEW_PASSWORD, V1 } from '../support/code-flows.ts'
import { emptied, restorer } from '../support/database.ts'
import { expectReset, reset } from '../support/enveloped.ts'
import { codeFor, linksIn, mailsTo, unread } from '../support/mails.ts'
import { type Answer, person } from '../support/person.ts'
import { begin, type Reset, RESETS, type Scene, type Step, steps } from './stranger-moves.ts'

/** `STRANGER_RUNS=500 STRANGER_SEED=1 npm test -- core/stranger` for more of them, or the same once more. */
const RUNS = Number(bindings.STRANGER_RUNS || 3)
const SEED = Number(bindings.STRANGER_SEED || 20_261_127)

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const CODE_LIVES = 10 * MINUTE

/** The tokens of the reset links that are still good by what their mails say, newest first. */
async function goodLinks({ email }: Scene): Promise<string[]> {
  const mails = (await mailsTo(email)).filter(({ text, createdAt }) => {
    const [, count, unit] = /link (?:expires )?in ([\d.]+) (minute|hour)/.exec(text) ?? []
    return Date.parse(createdAt) + Number(count) * (unit === 'hour' ? 60 : 1) * MINUTE > Date.now()
  })
  const links = mails.flatMap(linksIn).filter(({ page }) => page.endsWith('/reset-password'))
  return links.map(({ token }) => token)
}

async function expectGoodLink(token: string, { email }: Scene) {
  expectReset(await reset(person(), { token, email }))
  await expectSignedIn(email)
}

/** With the new password, somewhere where nobody has signed in yet. */
async function expectSignedIn(email: string) {
  const answer = await signIn(person(), { email, password: NEW_PASSWORD })
  expect(answer.status, answer.text).toBe(200)
}

/** Asks for a reset; once more in the next minute, when strangers have spent the mails of this one. */
async function askForMail({ email }: Scene, reset: Reset, headers = {}) {
  const ask = () => person().ask(...reset(email), { headers })
  const answer = await ask()
  const wait = Number(answer.headers.get('Retry-After') ?? 0) * 1_000
  if (wait === 0 || wait > MINUTE) return answer
  pass(wait)
  return ask()
}

/** Afterwards there is a link that works: the one that was just mailed, or else one that was there before. */
async function expectLink(scene: Scene, ask: () => Promise<Answer>): Promise<Answer> {
  const before = await goodLinks(scene)
  const answer = await ask()
  const after = await goodLinks(scene)
  const mailed = after.filter((link) => !before.includes(link))
  expect(mailed.length, answer.text).toBe(answer.status === 200 ? 1 : 0)
  const [link = ''] = [...mailed, ...after]
  await expectGoodLink(link, scene)
  return answer
}

type Tries = Omit<Step, 'move'>

/**
 * What the owner can still do, whatever strangers have done. Each is looked at on its own and leaves nothing
 * behind but requests that the rate limiter has counted: those of the known device and of new clients.
 */
const PROMISES: Record<string, (scene: Scene, tries: Tries) => Promise<unknown>> = {
  async 'the right password on a known device'({ email, device, home }, { login }) {
    const by = person()
    const headers = { 'CF-Connecting-IP': home, 'Postern-Device': device }
    await unread(email)
    const [path, body] = login(email, PASSWORD)
    const answer = await by.post(path, body, { headers })
    expect(answer.status, `${path}: ${answer.text}`).toBe(200)
    if (!path.startsWith(V1)) return
    const second = await by.post(`${V1}/request/refreshToken`, { code: await codeFor(email) }, { headers })
    expect(second.status, second.text).toBe(200)
  },

  async 'every reset link that was mailed, as long as its mail says'(scene, { link }) {
    const found = (await goodLinks(scene)).at(link === 'newest' ? 0 : -1)
    if (found) await expectGoodLink(found, scene)
  },

  async 'the code of a reset, in the browser where the owner has asked for it'({ email, asked }) {
    const oldest = asked.find(({ at }) => at + CODE_LIVES > Date.now())
    if (!oldest) return
    const by = person()
    for (const [name, value] of oldest.cookies) by.cookies.set(name, value)
    const answer = await by.patch(`${V1}/change/password`, { code: oldest.code, newPwd: NEW_PASSWORD })
    expect(answer.status, answer.text).toBe(200)
    await expectSignedIn(email)
  },

  async 'a reset link that is mailed now, or one that is in the mailbox'(scene, { place }) {
    const atHome = { 'CF-Connecting-IP': scene.home, 'Postern-Device': scene.device }
    await expectLink(scene, async () => {
      const answer = await askForMail(scene, RESETS[1], place === 'home' ? atHome : {})
      if (answer.status === 200) return answer
      expect(answer.status, answer.text).toBe(429)
      // A known device is not stopped by what others behind its address have done: only the address has had enough.
      expect((await askForMail(scene, RESETS[0])).status, 'from elsewhere').toBe(429)
      return answer
    })
  },
}

async function live(history: Step[]) {
  vi.setSystemTime(NOON)
  await emptied()
  forgetRequests()
  const scene = await begin()
  const done: string[] = []
  for (const { move, ...tries } of history) {
    await move.act(scene)
    done.push(move.name)
    const back = await restorer()
    const at = Date.now()
    for (const [promise, keep] of Object.entries(PROMISES)) {
      await keep(scene, tries).catch((error: unknown) => {
        throw new Error(`${promise} does not work after: ${done.join('; ')}`, { cause: error })
      })
      vi.setSystemTime(at)
      await back()
    }
  }
}

it(
  'no sequence of requests without a credential shuts the owner out of the password or of a mailed link',
  async () => {
    console.info(`${RUNS} sequences, seed ${SEED}`)
    await fc.assert(fc.asyncProperty(steps, live), { numRuns: RUNS, seed: SEED })
  },
  Math.max(HOUR / 6, RUNS * 30_000),
)
