import { describe, expect, it, vi } from 'vitest'
import { backTo, thisMoment } from '../../support/database.ts'
import { happenedSince } from './happened-since.ts'
import { clockOfFaults, faultyWorker, type Mode, MODES, type Operation } from './faulty-worker.ts'
import { expectWellFormed } from '../../support/html.ts'
import { captureLog, events } from '../../support/log.ts'
import { type Answer, person } from '../../support/person.ts'
import { isFailureOf } from '../../support/routes.ts'
import { EVERY_CASE } from '../../support/sample.ts'
import type { Story } from './story.ts'

/** One fault of these is made good by trying again; the others last as long as the request. */
const PASSING = new Set<Mode>(['error', 'lost', 'hang', 'late'])

/** Each of the ways to fail, where it can make a difference: what reads has no effect to be lost or late. */
const WAYS: Record<'writes' | 'reads' | 'is beside', Mode[]> = {
  writes: ['error', 'lost', 'late', 'down', 'unheard'],
  reads: ['error', 'hang', 'silent'],
  'is beside': ['error', 'hang', 'down'],
}

/** By default every fifth operation of a story fails, in one of its ways: both differ from story to story. */
const waysOf = (kind: keyof typeof WAYS, { at, story }: { at: number; story: number }): Mode[] => {
  if (EVERY_CASE) return WAYS[kind]
  const turn = at + story
  return turn % 5 === 0 ? WAYS[kind].filter((_, way, { length }) => way === (turn / 5) % length) : []
}

/** Whoever asks these routes waits for the mail: its failure may show, since it goes out to any address. */
const WAITS_FOR_MAIL = new Set([
  'POST /auth/v1/request/code',
  'POST /auth/v1/request/refreshToken/code',
  'PATCH /auth/v1/account/request/code',
  'POST /api/v1/users/me/verify/mail',
  'POST /api/v1/users/me/email',
  'POST /api/v1/auth/reauthenticate/mail',
])

/** What nobody who asks ever waits for, or sees the failure of. */
const isBeside = ({ part, what }: Operation, story: Story) =>
  part === 'limiter' ||
  what === 'insert audit_events' ||
  story.beside?.includes(what) ||
  what === 'put revoked' ||
  (part === 'mail' && !story.waitsForMail && !WAITS_FOR_MAIL.has(story.route))

const isRead = ({ what }: Operation) => /^(select \w*|get \w+|list keys)(, select \w*)*$/.test(what)

/** An answer without what is random by design. */
const seen = ({ status, headers, text }: Answer) => ({
  status,
  text: masked(text),
  headers: [...headers]
    .filter(([name]) => !['x-request-id', 'set-cookie'].includes(name))
    .map(([name, value]) => [name, name === 'postern-device' ? 'a device token' : masked(value)]),
  cookies: headers.getSetCookie().map((line) =>
    masked(line)
      .replace(/Max-Age=[1-9]\d*/, 'Max-Age=n')
      .replace(/(?<=^__Host-device=)[\w.~-]+/, 'device tokens'),
  ),
})

const masked = (text: string) =>
  text
    .replaceAll(/(?<=__Host-form=|form_token" value=")[\w.-]+/g, '(form token)')
    .replaceAll(/[\w-]+\.[\w-]*\.[\w.-]{20,}/g, '(token)')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '(id)')
    .replaceAll(/\d+\.\d+\.\d+\.0\/24/g, '(network)')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z|(?<=at%22%3A)\d{13}/g, '(time)')
    .replaceAll(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/g, '(recovery code)')
    .replaceAll(/(?<="label":"|label%22%3A%22)[\w%]+? ?\w+(?="|%22)/g, '(label)')
    .replaceAll(/(?<="(?:secret|uri|qr_svg)":"|name="uri" value=")(\\.|[^"\\])+/g, '(app)')
    .replaceAll(/(?<=class="qr">)<svg.*?<\/svg>/gs, '(QR code)')
    .replaceAll(/\b[A-Z2-7]{4}( ?[A-Z2-7]{4}){7}\b/g, '(secret)')
    .replaceAll(/(?<="(?:challenge|id)":")[\w-]+/g, '(random)')
    .replaceAll(/(?<="(?:x|y|kid)":")[\w-]+/g, '(key)')

/** A story at the moment before its request, to which it can be brought back. */
async function staged(story: Story) {
  const faulty = faultyWorker()
  const by = person({ worker: faulty.worker, roaming: true })
  const ask = await story.prepare({ worker: faulty.worker, mailbox: faulty.mailbox, by })
  // A later moment, so that what the request writes can be told from what was there.
  const [before, cookies, time] = [await thisMoment(), [...by.cookies], Date.now() + 1_000]
  const { rows: nothing } = await happenedSince(before)

  const restoreCookies = () => {
    by.cookies.clear()
    for (const [name, value] of cookies) by.cookies.set(name, value)
  }
  return {
    ...faulty,
    ask,
    /** How it looks when nothing has happened. */
    nothing,
    time,
    /** The same request, as often as one likes. */
    async again() {
      restoreCookies()
      const answer = await ask()
      const { rows, after } = await happenedSince(before)
      return { answer, seen: seen(answer), rows, after: { ...after, mails: faulty.mails() } }
    },
    async rewind() {
      await backTo(before)
      vi.clearAllTimers()
      vi.setSystemTime(time)
      faulty.breaks(undefined)
      faulty.mails()
      captureLog()
    },
  }
}

type Stage = Awaited<ReturnType<typeof staged>>
type Outcome = Awaited<ReturnType<Stage['again']>>

/** What becomes of each story when any operation that its request needs goes wrong, in every way it can. */
export function describeFaults(stories: Story[]) {
  const named = stories.map(
    (story) => [[story.route, story.about].filter(Boolean).join(', '), story] as const,
  )

  describe('whatever goes wrong with whichever operation, all of it happens or nothing', () => {
    it.each(named)('%s', async (_, story) => {
      clockOfFaults()
      const stage = await staged(story)
      await stage.rewind()
      const normal = await stage.again()
      const operations = stage.operations()
      expect(normal.answer.status, normal.answer.text).toBeLessThan(500)
      expect(operations[0]?.part).toBe('limiter')

      for (const [at, operation] of operations.entries()) {
        const beside = isBeside(operation, story)
        const kind = beside ? 'is beside' : isRead(operation) ? 'reads' : 'writes'
        for (const mode of waysOf(kind, { at, story: stories.indexOf(story) })) {
          const name = `${operation.part} ${operation.what} (${at}) ${MODES[mode]}`
          await stage.rewind()
          stage.breaks({ at, mode })
          const broken = await stage.again()
          stage.breaks(undefined)
          // What an isolate remembers it does not ask for again, and then another operation has failed, or none.
          const failed = stage.operations()[at]
          if (!failed) {
            expect(broken.seen, name).toEqual(normal.seen)
            continue
          }
          const found = { name, story, stage, operation: failed, mode, normal, broken }
          if (isBeside(failed, story)) expectUnmoved(found)
          else if (isMadeGood(failed, mode, story)) expectMadeGood(found)
          else await expectUnavailable(found)
        }
      }
    })
  })
}

type Case = {
  name: string
  story: Story
  stage: Stage
  operation: Operation
  mode: Mode
  normal: Outcome
  broken: Outcome
}

/** What is beside the request does not change its answer, nor what it does. */
function expectUnmoved({ name, story, operation, mode, normal, broken }: Case) {
  expect(broken.seen, name).toEqual(normal.seen)
  expect(broken.rows, name).toEqual(normal.rows)
  const isTriedAgain = operation.part !== 'limiter' && PASSING.has(mode) && !isCount(operation, story)
  if (isTriedAgain || operation.part === 'limiter') expect(broken.after, name).toEqual(normal.after)
  const said = operation.part === 'limiter' ? 'rate_limiter_failed' : 'deferred_work_failed'
  if (!isTriedAgain) expect(events(), name).toContain(said)
}

const isRefresh = ({ route }: Pick<Story, 'route'>) => /refresh$|accessToken$|^POST \/token$/.test(route)

const PROOFS = /(\/(reauthenticate|totp\/confirm)|\/confirm (password|step|passkey|code)| confirm_app)$/

/** A proof in a session makes its next tokens, and is used up by that: not even the same request makes others. */
const isProof = ({ what }: Pick<Operation, 'what'>, { route }: Pick<Story, 'route'>) =>
  what.includes('update sessions') && PROOFS.test(route)

/** Sign-ins from new devices are counted where the session is opened, and so once. */
const isOpening = (what: string) => what.includes('insert sessions')

/** A notice is counted where its line is written, and so once. */
const isNotice = (what: string) => what.includes('insert audit_events, insert budgets')

/** What counts is never tried again: it would count twice. */
const isCount = ({ part, what }: Operation, { route }: Story) =>
  part === 'd1' &&
  ((/insert (budgets|password_failures)/.test(what) && !isOpening(what) && !isNotice(what)) ||
    what === 'select sessions, update totp' ||
    isProof({ what }, { route }) ||
    (/^update sessions(, update sessions)+$/.test(what) && isRefresh({ route })))

/** Half of the patience with a mail is gone when one was not answered: there is no time for a second try. */
const isMadeGood = (operation: Operation, mode: Mode, story: Story) =>
  PASSING.has(mode) &&
  !isCount(operation, story) &&
  (operation.part !== 'mail' || mode === 'error' || mode === 'lost')

/** A second try makes it good: nobody notices. */
function expectMadeGood({ name, story, operation: { what }, mode, normal, broken }: Case) {
  expect(broken.seen, name).toEqual(normal.seen)
  expect(broken.rows, name).toEqual(normal.rows)
  const { events: said, ...after } = broken.after
  const isRotation =
    /^(select apps, )?update sessions\b/.test(what) && isRefresh(story) && normal.after.events.length === 0
  if (!isRotation || mode !== 'lost') return expect(broken.after, name).toEqual(normal.after)
  // The second try finds the token used and answers the same successor: the history may say so, once.
  expect({ ...after, events: normal.after.events }, name).toEqual(normal.after)
  return expect(said, name).toEqual([
    expect.stringContaining('"refresh_repeated","success","same_successor"'),
  ])
}

/** Its challenge is withdrawn when nobody knows whether it was entered: the mail will not go. */
const isWithdrawn = ({ route }: Story, mode: Mode) =>
  route.endsWith('/request/refreshToken/code') && ['unheard', 'lost', 'late'].includes(mode)

/** The history tells of what has happened, and of nothing else: a line and its effect are one transaction. */
function expectLinesAsRows(
  name: string,
  { nothing, normal, broken }: Pick<Case, 'normal' | 'broken'> & { nothing: Outcome['rows'] },
) {
  const is = (rows: Outcome['rows']) => JSON.stringify(broken.rows) === JSON.stringify(rows)
  if (is(nothing) && !is(normal.rows)) expect(broken.after.events, name).toEqual([])
  if (is(normal.rows) && !is(nothing)) expect(broken.after.events, name).toEqual(normal.after.events)
}

/** Nothing has happened, or all of it; nobody learns what we stand on; and the same request works later. */
async function expectUnavailable({ name, story, stage, operation, mode, normal, broken }: Case) {
  const { answer } = broken
  expect(answer.status, `${name}: ${answer.text}`).toBe(503)
  if (story.route !== 'GET /healthz') {
    expect(answer.headers.get('Retry-After'), name).toMatch(/^[1-9]\d*$/)
    if (story.isPage) expectWellFormed(answer.text)
    else expect(isFailureOf(story.route.split(' ')[1] ?? '', answer.body), answer.text).toBe(true)
  }
  const cookies = answer.headers.getSetCookie().map((line) => line.split('=')[0])
  // A page has a form again, and a browser without its cookie could not send it.
  expect(
    cookies.filter((cookie) => !story.isPage || cookie !== '__Host-form'),
    name,
  ).toEqual([])
  expect(answer.text.replaceAll(/<[^>]*>/g, ' '), name).not.toMatch(
    /D1|SQLITE|KV |Resend|insert|select|ECONN/,
  )

  const { nothing } = stage
  if (operation.part === 'mail') {
    // The code that was to be mailed is good, and nobody knows it. Asking again makes another.
    expect(broken.rows.users.length, name).toBe(nothing.users.length)
    expect(broken.rows.sessions, name).toEqual(normal.rows.sessions)
  } else if (operation.what === 'put code' || isWithdrawn(story, mode)) {
    // A password that was right has its new hash, whatever becomes of the code.
    const rehashed = { ...nothing, users: normal.rows.users }
    expect([nothing, rehashed, normal.rows], name).toContainEqual(broken.rows)
    // What comes late has happened when the answer is out and its try is given back.
  } else if (mode === 'unheard' || mode === 'lost' || mode === 'late')
    expect([nothing, normal.rows], name).toContainEqual(broken.rows)
  else expect(broken.rows, name).toEqual(nothing)
  if (operation.part === 'd1') expectLinesAsRows(name, { nothing, normal, broken })

  // At once, whatever the clock says: what is good for ten seconds may have ended meanwhile.
  vi.setSystemTime(stage.time)
  const retried = await stage.again()
  const isUsedUp = isProof(operation, story) && (mode === 'lost' || mode === 'late')
  if (mode === 'unheard' || isUsedUp) return expect(retried.answer.status, name).toBeLessThan(500)
  expect(retried.seen, name).toEqual(normal.seen)
  return expect(retried.rows, name).toEqual(normal.rows)
}
