import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { freePort } from './ports.ts'
import { stageOf } from './wrangler-stub.ts'

/** What `npm run dev` says beside wrangler, which is a stub here. The real one is in first-day.test.ts. */
const SETTINGS = 'ENVIRONMENT=development\nAUTH_SECRET=a-secret-of-this-journey-long-enough-to-be-one\n'

let stage: ReturnType<typeof stageOf>
let end: () => Promise<unknown>
beforeEach(() => {
  stage = stageOf('dev')
})
afterEach(async () => {
  await end()
  stage.remove()
})

const write = (name: string, text: string) => writeFileSync(join(stage.folder, name), text)

async function running() {
  const child = spawn(process.execPath, [stage.script], {
    cwd: stage.folder,
    env: { ...process.env, PORT: String(await freePort()) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = once(child, 'close') as Promise<[number | null]>
  end = async () => {
    child.kill()
    await ended
  }
  return { ended, said: () => said }
}

it('starts wrangler once more when it ends by itself, at a start and at a restart', async () => {
  write('fails', '1')
  const { said } = await running()
  await expect.poll(said, { timeout: 20_000 }).toContain('Mailbox')
  write('fails', '1')
  write('.dev.vars', SETTINGS)
  await expect.poll(said, { timeout: 20_000 }).toContain('The service has the new settings')
  expect(said().match(/it is started once more/g)).toHaveLength(2)
})

it('says what to do when wrangler ends by itself twice', async () => {
  write('fails', '2')
  const { ended, said } = await running()
  expect(await ended).toEqual([1, null])
  expect(said()).toContain('Address already in use')
  expect(said().trim().split('\n').at(-1)).toMatch(
    /^wrangler has ended by itself twice: .* npm run dev again/,
  )
})

it('names at each start the settings that end at a #', async () => {
  write('.dev.vars', `${SETTINGS}BRAND_COLOR=#e11d48\n`)
  const { said } = await running()
  await expect
    .poll(said, { timeout: 20_000 })
    .toContain('Warning: BRAND_COLOR ends at the first # of line 3 of .dev.vars')
  expect(said()).toContain("Write BRAND_COLOR='…' there if the # is part of the value.")
  expect(said()).not.toContain('APP_NAME')
  write('.dev.vars', `${SETTINGS}BRAND_COLOR='#e11d48'\nAPP_NAME=Acme #1 Notes\n`)
  await expect
    .poll(said, { timeout: 20_000 })
    .toContain('Warning: APP_NAME ends at the first # of line 4 of .dev.vars')
  expect(said().match(/BRAND_COLOR ends/g)).toHaveLength(1)
})
