import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { orEnd } from '../../src/commands/terminal.ts'
import { makeClone } from '../journey/clone.ts'
import { freePort } from '../journey/ports.ts'
import { startResend } from '../journey/resend-stub.ts'
import { clientOf, type Seen, UNEXPECTED } from './client.ts'
import { anyStory, type World } from './stories.ts'
import { trafficWords } from './words.ts'

/**
 * `npm run load -- --seconds 600` sends mixed traffic to the real service on this machine, with a stub of
 * Resend. It fails on any 5xx, on any unexpected answer, and on a lost registration.
 */

const { seconds, concurrency, iterations } = orEnd(() => trafficWords(process.argv.slice(2)))

const clone = makeClone()
const resend = await startResend()
const settings = {
  ENVIRONMENT: 'development',
  AUTH_SECRET: 'a secret of the load run of more than 32 characters',
  RESEND_API_KEY: 're_load',
  RESEND_BASE_URL: resend.url,
  EMAIL_FROM: '"Postern <post@example.com>"',
  PASSWORD_ITERATIONS: String(iterations),
}
const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`)
writeFileSync(join(clone.folder, '.dev.vars'), lines.join(''))
const service = await clone.dev({ port: await freePort() })

const seen: Seen = { statuses: new Map(), waits: [], wrong: [] }
const world: World = { everybody: [], codeTo }
const memory: { at: number; mib: number }[] = []
const began = Date.now()
const passed = () => (Date.now() - began) / 1000
const watch = setInterval(() => memory.push({ at: passed(), mib: residentMib() }), 5_000)

try {
  await everyOf(concurrency, async () => {
    while (passed() < seconds) await anyStory(clientOf(service.url, seen), world).catch(note)
  })
  clearInterval(watch)
  const took = passed()
  const asked = seen.waits.length
  const lost = await signEverybodyIn()
  report({ took, asked, lost })
} finally {
  clearInterval(watch)
  await service.stop()
  await resend.stop()
  clone.remove()
}

/** Waits for the mail, because mails are sent after the answer. */
async function codeTo(email: string): Promise<string> {
  const until = Date.now() + 5_000
  while (Date.now() < until) {
    const index = resend.received.findIndex(({ mail }) => mail.to === email && isCode(mail.text))
    // Each mail is removed when it is read, so that the next one found is newer.
    if (index >= 0) return /^\d{6,8}$/m.exec(resend.received.splice(index, 1)[0]?.mail.text ?? '')?.[0] ?? ''
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return 'none'
}

function isCode(text: string) {
  return /^\d{6,8}$/m.test(text)
}

/** An unexpected answer is already noted. Any other error is a failed connection. */
function note(error: unknown) {
  if (!(error instanceof Error) || error.message !== UNEXPECTED) {
    seen.wrong.push(`no answer: ${String(error)}`)
  }
}

async function signEverybodyIn(): Promise<number> {
  let next = 0
  let lost = 0
  await everyOf(concurrency, async () => {
    for (let person = world.everybody[next++]; person; person = world.everybody[next++]) {
      const ask = clientOf(service.url, seen)
      await ask('POST /api/v1/auth/login', 200, { body: person }).catch((error: unknown) => {
        lost += 1
        note(error)
      })
    }
  })
  return lost
}

function everyOf(count: number, work: () => Promise<void>) {
  return Promise.all(Array.from({ length: count }, work))
}

/** Resident memory of this service's workerd. `npm run dev` leads their process group. */
function residentMib(): number {
  let pages = 0
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const [, name = '', rest = ''] = /^\d+ \((.*)\) (.*)/.exec(stat) ?? []
      if (name !== 'workerd' || Number(rest.split(' ')[2]) !== service.group) continue
      pages += Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
    } catch {
      // The process has ended since the listing.
    }
  }
  return Math.round((pages * 4_096) / 2 ** 20)
}

function report({ took, asked, lost }: { took: number; asked: number; lost: number }) {
  const sorted = seen.waits.slice(0, asked).toSorted((left, right) => left - right)
  const percentile = (part: number) => Math.round(sorted[Math.floor(sorted.length * part)] ?? 0)
  const statuses = [...seen.statuses].toSorted(([left], [right]) => left - right)
  const failed = statuses.filter(([status]) => status >= 500).reduce((sum, [, count]) => sum + count, 0)
  const quarter = (which: number) => {
    const size = Math.floor(memory.length / 4)
    const part = memory.slice(which * size, (which + 1) * size).map(({ mib }) => mib)
    return part.length === 0 ? 0 : Math.round(part.reduce((sum, mib) => sum + mib, 0) / part.length)
  }
  console.log(`
${asked} requests in ${took.toFixed(0)} s, ${(asked / took).toFixed(0)} a second, ${concurrency} at a time,
PASSWORD_ITERATIONS ${iterations}
statuses, the last sign-ins included: ${statuses.map(([status, count]) => `${status}: ${count}`).join(', ')}
milliseconds: median ${percentile(0.5)}, 95 % under ${percentile(0.95)}, 99 % under ${percentile(0.99)}
accounts registered: ${world.everybody.length}; could not sign in at the end: ${lost}
workerd in memory, MiB, by quarter: ${[0, 1, 2, 3].map(quarter).join(', ')}; every 5 s: ${memory.map(({ mib }) => mib).join(' ')}
5xx: ${failed}, unexpected answers: ${seen.wrong.length}`)
  for (const line of seen.wrong.slice(0, 10)) console.log(`  ${line}`)
  if (failed > 0 || lost > 0 || seen.wrong.length > 0) process.exitCode = 1
}
