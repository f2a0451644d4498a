import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { stageOfDeploy } from './wrangler-stub.ts'

const SECRETS = {
  APP_URL: 'https://auth.example.com',
  EMAIL_FROM: 'auth@example.com',
  RESEND_API_KEY: 're_of_the_journey',
  AUTH_SECRET: 'a secret of this journey, long enough to be one',
}

let stage: ReturnType<typeof stageOfDeploy>
beforeEach(() => {
  stage = stageOfDeploy()
})
afterEach(() => stage.remove())

function deploying(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [stage.script], {
    cwd: stage.folder,
    env: { ...process.env, ...SECRETS, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that a signal reaches wrangler as Ctrl-C does.
    detached: true,
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = once(child, 'close') as Promise<[number | null]>
  return { pid: child.pid ?? expect.fail('not started'), ended, said: () => said }
}

describe('npm run deploy', () => {
  it('hands the secrets over in a file, prints none of them, and leaves no file', async () => {
    const { ended, said } = deploying()
    expect([await ended, said()]).toEqual([[0, null], expect.any(String)])
    const { file, secrets } = stage.seen() ?? expect.fail('nothing was deployed')
    expect(secrets).toEqual(SECRETS)
    expect(existsSync(file)).toBe(false)
    expect(said()).not.toContain(SECRETS.AUTH_SECRET)
    expect(stage.asked().map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'whoami --json',
      'secret list',
      'd1 list',
      'd1 migrations',
      'deploy --secrets-file',
    ])
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves no file when %s ends it', async (signal) => {
    const { pid, ended } = deploying({ HANGS: 'yes' })
    const { file } = await expect
      .poll(stage.seen)
      .toBeDefined()
      .then(() => stage.seen() ?? expect.fail())
    expect(existsSync(file)).toBe(true)
    process.kill(-pid, signal)
    const [code] = await ended
    expect(code).toBe(1)
    expect(existsSync(file)).toBe(false)
  })
})
