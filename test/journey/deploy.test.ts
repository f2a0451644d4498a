import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { offerOneAddress } from '../../src/commands/second-address.ts'
import { stageOf } from './wrangler-stub.ts'

const SECRETS = {
  APP_URL: 'https://auth.example.com',
  EMAIL_FROM: 'auth@example.com',
  RESEND_API_KEY: 're_of_the_journey',
  AUTH_SECRET: 'a secret of this journey, long enough to be one',
}

let stage: ReturnType<typeof stageOf>
beforeEach(() => {
  stage = stageOf('deploy')
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

describe('a service with a domain of its own, which answers at workers.dev too,', () => {
  const withDomain = (text: string) =>
    `${text}\n[[routes]]\npattern = "auth.example.com"\ncustom_domain = true\n`
  const isOn = () => /^workers_dev = true$/m.test(stage.wranglerToml())
  let home: string
  beforeEach(() => {
    home = process.cwd()
    process.chdir(stage.folder)
  })
  afterEach(() => process.chdir(home))

  it.each([
    ['', false],
    ['Y', false],
    ['yes', false],
    ['n', true],
  ])('is switched off there or stays on, by the answer “%s”', async (answer, staysOn) => {
    stage.changeWranglerToml(withDomain)
    await offerOneAddress(async () => answer)
    expect(isOn()).toBe(staysOn)
    expect(stage.wranglerToml()).toContain('custom_domain = true')
  })

  it('is told of where nobody can be asked, and deployed as it is', async () => {
    stage.changeWranglerToml(withDomain)
    const { ended, said } = deploying()
    expect(await ended).toEqual([0, null])
    expect(said()).toContain('set workers_dev = false in wrangler.toml')
    expect(isOn()).toBe(true)
  })

  it('is not asked about while it has no other address, or when that is off', async () => {
    const ask = () => expect.fail('was asked')
    await offerOneAddress(ask)
    stage.changeWranglerToml((text) => withDomain(text.replace('workers_dev = true', 'workers_dev = false')))
    await offerOneAddress(ask)
  })
})

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

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('leaves no file when %s ends it, and ends with %d', async (signal, expected) => {
    const { pid, ended } = deploying({ HANGS: 'yes' })
    const { file } = await expect
      .poll(stage.seen)
      .toBeDefined()
      .then(() => stage.seen() ?? expect.fail())
    expect(existsSync(file)).toBe(true)
    process.kill(-pid, signal)
    const [code] = await ended
    expect(code).toBe(expected)
    expect(existsSync(file)).toBe(false)
  })
})
