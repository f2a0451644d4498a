import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { apps, VERBS as APP_VERBS } from '../../src/commands/apps/command.ts'
import { deploy } from '../../src/commands/deploy/command.ts'
import { dev } from '../../src/commands/dev/command.ts'
import { addressesOf, placeToListen } from '../../src/commands/dev/listen.ts'
import { doctor } from '../../src/commands/doctor/command.ts'
import { migration } from '../../src/commands/migration/command.ts'
import { pack } from '../../src/commands/pack/command.ts'
import { type Command, execute } from '../../src/commands/terminal.ts'
import { users, VERBS as USER_VERBS } from '../../src/commands/users/command.ts'
import { benchWords } from '../bench/words.ts'
import { appsWanted } from '../apps/words.ts'
import { generatorWords } from '../generators/words.ts'
import { readUpdate } from '../house/words.ts'
import { cleaningWords, importWords, trafficWords } from '../load/words.ts'
import { picturesWanted } from '../screenshots/words.ts'

/**
 * What every command says to every kind of bad input, in this process. Nothing is opened: a command reads its
 * words before it does anything.
 */

const reads =
  (read: (argv: readonly string[]) => unknown): Command =>
  async (argv) =>
    void read(argv)

/** By the name in package.json. */
const COMMANDS: Record<string, Command> = {
  dev,
  deploy,
  doctor,
  users,
  apps,
  pack,
  migration,
  load: reads(trafficWords),
  'load:cleaning': reads(cleaningWords),
  'load:import': reads((argv) => importWords(argv, 9)),
  bench: reads(benchWords),
  screenshots: reads(picturesWanted),
  'try:apps': reads((argv) => appsWanted(argv, ['vite', 'next'])),
  'try:generators': reads(generatorWords),
  openapi: reads((argv) => readUpdate('openapi', argv)),
  weights: reads((argv) => readUpdate('weights', argv)),
}

/** Scripts of package.json that have no words of their own, and why. */
const WITHOUT_WORDS: [name: RegExp, why: string][] = [
  [/^test(:fast)?$/, 'hands its words to vitest, and says so on --help (test/run.ts)'],
  [/^check/, 'a tool of others, which explains itself'],
  [/^format$/, 'a tool of others, which explains itself'],
]

/** The commands that have verbs, and right words for each verb. */
const WITH_VERBS = {
  users: {
    command: users,
    verbs: USER_VERBS,
    right: {
      list: [],
      create: ['new@example.com'],
      'change-email': ['ada@example.com', 'new@example.com'],
      delete: ['ada@example.com', '--yes'],
      import: ['users.jsonl'],
      export: ['out.jsonl'],
    } as Record<string, string[]>,
  },
  apps: {
    command: apps,
    verbs: APP_VERBS,
    right: {
      list: [],
      add: ['Notes', '--redirect', 'https://notes.example/callback'],
      edit: ['Notes', '--name', 'Journal'],
      remove: ['Notes', '--yes'],
    } as Record<string, string[]>,
  },
}

const EACH_VERB = Object.entries(WITH_VERBS).flatMap(([name, { command, verbs, right }]) =>
  Object.entries(verbs).map(([verb, { words }]) => ({
    call: `npm run ${name} -- ${verb}`,
    command,
    verb,
    words,
    right: [verb, ...(right[verb] ?? ['ada@example.com'])],
  })),
)

/** Each command, and each verb as one of its own. */
const CALLS = [
  ...Object.entries(COMMANDS).map(([name, command]) => ({
    call: `npm run ${name}`,
    command,
    before: [] as string[],
  })),
  ...EACH_VERB.map(({ call, command, verb }) => ({ call, command, before: [verb] })),
]

let folder: string
const home = process.cwd()
const printed = { stdout: [] as string[], stderr: [] as string[] }

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-words-'))
  process.chdir(folder)
})
afterAll(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  printed.stdout = []
  printed.stderr = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.stdout.push(line))
  vi.spyOn(console, 'error').mockImplementation((line: string) => void printed.stderr.push(line))
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

/** Runs a command. A failure is one line that has no stack, no code of the system, and nothing that a terminal obeys. */
async function run(command: Command, ...argv: string[]) {
  printed.stdout = []
  printed.stderr = []
  const code = await execute(command, argv)
  const said = printed.stderr.join('\n')
  expect(printed.stderr.length, said).toBe(code === 0 ? 0 : 1)
  expect(said).not.toMatch(/^\s+at |node:|\bE[A-Z]{4,}\b|Error:|[\p{Cc}\p{Cf}]/mu)
  return { code, said, usage: printed.stdout.join('\n') }
}

const optionsIn = (usage: string) => [...new Set(usage.match(/(?<=--)[a-z][a-z-]+/g))]

describe('the commands of package.json', () => {
  it('are all here, or have no words', () => {
    const { scripts } = JSON.parse(
      readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8'),
    ) as {
      scripts: Record<string, string>
    }
    const hasNone = (name: string) => WITHOUT_WORDS.some(([names]) => names.test(name))
    expect(Object.keys(scripts).filter((name) => !COMMANDS[name] && !hasNone(name))).toEqual([])
  })
})

describe.each(CALLS)('$call', ({ call, command, before }) => {
  const usageOf = async () => (await run(command, ...before, '--help')).usage
  /** Whose words come first, and whose options are its own. */
  const hasVerbs = /^npm run (users|apps)$/.test(call)
  const optionsOf = async () => (hasVerbs ? [] : optionsIn(await usageOf()).filter((name) => name !== 'help'))

  it.each(['--help', '-h'])('explains itself on %s, whatever else is said', async (word) => {
    const { code, usage } = await run(command, ...before, word)
    expect([code, usage]).toEqual([0, expect.stringContaining(call)])
    if (!hasVerbs)
      expect(await run(command, ...before, 'a', 'b', 'c', '--nosuch', word)).toMatchObject({ code: 0, usage })
  })

  it('names the option that was probably meant by a misspelt one, and ends with 2', async () => {
    for (const option of await optionsOf()) {
      const { code, said } = await run(command, ...before, `--${option.slice(0, -2)}${option.at(-1)}`)
      expect([code, said]).toEqual([
        2,
        expect.stringMatching(new RegExp(`^There is no option .* Did you mean --${option}\\?`)),
      ])
      expect(said).toMatch(/npm run .* --help shows how the command is called\.$/)
    }
  })

  it.each([
    ['an option that is none', ['--zzzzzzzz']],
    ['a short option', ['-z']],
    ['words too many', ['a', 'b', 'c', 'd']],
    ['a word that a terminal would obey', ['a', 'b', '\u001b[2J\u202e', '\u001b[2J\u202e']],
  ])('ends with 2 and one sentence for %s', async (_, words) => {
    const { code, said } = await run(command, ...before, ...words)
    expect([code, said]).toEqual([
      2,
      expect.stringMatching(/npm run .* --help shows how the command is called\.$/),
    ])
  })

  it('ends with 2 for an option without its value, and for a switch with one', async () => {
    for (const option of await optionsOf()) {
      const bare = await run(command, ...before, `--${option}`, '-z')
      const filled = await run(command, ...before, `--${option}=yes`, '-z')
      expect([bare.code, filled.code]).toEqual([2, 2])
      expect(`${bare.said} ${filled.said}`).toMatch(new RegExp(`--${option} (needs a|takes no) value\\.`))
    }
  })
})

describe('a verb', () => {
  beforeAll(() => writeFileSync('users.jsonl', '{}\n'))

  it.each(EACH_VERB.filter(({ words }) => words !== ''))(
    'asks for the words that it needs: $call',
    async ({ command, verb, words }) => {
      for (const [count] of words.split(' ').entries()) {
        const { code, said } = await run(command, verb, ...words.split(' ').slice(0, count))
        expect([code, said]).toEqual([2, expect.stringContaining('The command needs ')])
      }
    },
  )

  it.each(EACH_VERB)(
    'before the first start of the service, says what to start: $call',
    async ({ command, right }) => {
      const { code, said } = await run(command, ...right)
      expect([code, said]).toEqual([
        1,
        expect.stringContaining('There is no database on this machine yet. Run npm run dev'),
      ])
    },
  )

  it.each(EACH_VERB)(
    'without an account of Cloudflare, says how to sign in: $call --remote',
    async ({ command, right }) => {
      const stub = 'node_modules/wrangler/bin'
      mkdirSync(stub, { recursive: true })
      writeFileSync(
        join(stub, 'wrangler.js'),
        `console.error('[ERROR] You are not logged in.'); process.exit(1)`,
      )
      const code = await execute(command, [...right, '--remote'])
      const [said = '', login = ''] = printed.stderr.join('').split('\n')
      expect([code, said]).toEqual([
        1,
        'The deployed service cannot be reached: wrangler says: You are not logged in.',
      ])
      expect(login).toMatch(/^Run npx wrangler login/)
    },
  )
})

describe('npm run users', () => {
  it.each([
    ['lst', 'list'],
    ['cretae', 'create'],
    ['make_admin', 'make-admin'],
    ['chnage-email', 'change-email'],
    ['Disable', 'disable'],
  ])('names the verb that was probably meant by %s', async (typed, meant) => {
    expect(await run(users, typed)).toMatchObject({
      code: 2,
      said: expect.stringContaining(`Did you mean ${meant}?`),
    })
  })

  it('says before an account is made what becomes of an unverified one: create --help', async () => {
    const { usage } = await run(users, 'create', '--help')
    expect(usage.replaceAll('\n', ' ')).toContain('either makes a new account in its place, with another id')
  })

  it.each([
    [[], 'The command needs a verb.'],
    [['--yes', 'delete'], 'The verb comes first.'],
    [['constructor'], 'There is no verb "constructor".'],
    [['delete', 'ada@example.com'], 'Add --yes if you mean it.'],
    [['list', '--limit', '0'], '--limit is a whole number from 1 to 1000.'],
    [['create', 'no address'], '"no address" is no mail address.'],
    [['create', 'a@example.com', '--admin'], 'add --verified'],
    [['create', 'a@example.com', '--first-name', ''], '--first-name is 1 to 100 characters'],
    [['create', 'a@example.com', '--language', 'tlh'], '--language is one of en, es, de, fr, pt.'],
    [['change-email', 'a@example.com', 'b'], '"b" is no mail address.'],
  ])('ends with 2 for %j', async (words, sentence) => {
    expect(await run(users, ...words)).toMatchObject({ code: 2, said: expect.stringContaining(sentence) })
  })

  it.each([
    [['import', '.'], '. is not a file.'],
    [['import', 'nothing.jsonl'], 'There is no nothing.jsonl.'],
    [['import', 'users.jsonl/x'], 'is a file, not a folder'],
    [['import', 'x'.repeat(300)], 'is too long'],
    [['export', '.'], '. is a folder, not a file.'],
    [['export', 'nowhere/out.jsonl'], 'There is no folder nowhere.'],
    [['export', 'users.jsonl/out'], 'There is no folder users.jsonl.'],
    [['export', 'users.jsonl'], '--overwrite replaces it.'],
  ])('ends with 1 before anything is opened, for %j', async (words, sentence) => {
    expect(await run(users, ...words)).toMatchObject({ code: 1, said: expect.stringContaining(sentence) })
  })
})

describe('npm run doctor', () => {
  it.each([
    ['nonsense', 'is not an address'],
    ['ftp://example.com', 'is not an address'],
    ['--remote', '--remote needs the address of the deployed service.'],
    ['--mail-to nobody', '"nobody" is no mail address.'],
    ['--mail-to a@example.com --mail example.com', '--mail-to only sends a mail'],
  ])('ends with 2 for %s', async (words, sentence) => {
    expect(await run(doctor, ...words.split(' '))).toMatchObject({
      code: 2,
      said: expect.stringContaining(sentence),
    })
  })
})

describe('npm run dev', () => {
  it.each([
    [{ PORT: 'x' }, 'PORT must be a number from 1 to 65535.'],
    [{ PORT: '70000' }, 'PORT must be a number from 1 to 65535.'],
    [
      { HOST: '192.168.1.7' },
      'HOST=192.168.1.7 leaves out localhost, where mailed links and the mailbox are.',
    ],
  ])('ends with 1 for %j', async (settings, sentence) => {
    for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value)
    expect(await run(dev)).toMatchObject({ code: 1, said: expect.stringContaining(sentence) })
  })
})

describe('the place where npm run dev listens', () => {
  const network = {
    lo: [{ address: '127.0.0.1', family: 'IPv4', internal: true } as const],
    eth0: [
      { address: '192.168.1.7', family: 'IPv4', internal: false } as const,
      { address: 'fe80::1', family: 'IPv6', internal: false } as const,
    ],
  }

  it.each([
    [undefined, ['http://localhost:8787']],
    ['localhost', ['http://localhost:8787']],
    ['the-name-of-the-machine', ['http://localhost:8787']],
    ['127.0.0.1', ['http://127.0.0.1:8787']],
    ['::1', ['http://[::1]:8787']],
    ['0.0.0.0', ['http://localhost:8787', 'http://192.168.1.7:8787']],
    ['::', ['http://localhost:8787', 'http://192.168.1.7:8787']],
  ])('with HOST=%s has an address of this machine first: %j', (HOST, addresses) => {
    expect(addressesOf(placeToListen({ HOST }), network)).toEqual(addresses)
  })
})

describe('an error of the system', () => {
  const CODES =
    'ENOENT EEXIST EISDIR ENOTDIR ELOOP ENAMETOOLONG EACCES EPERM EROFS EBUSY ENOSPC EDQUOT EPIPE EMFILE'
  it.each(CODES.split(' '))('is one sentence that says what is wrong: %s', async (code) => {
    const error = Object.assign(new Error(`${code}: it failed, open 'x.jsonl'`), { code, path: 'x.jsonl' })
    const { said } = await run(() => Promise.reject(error))
    expect(said).toMatch(/^[A-Zx][^\n]+\.$/)
    expect(said).not.toContain('a fault of its own')
  })

  it('that nobody has foreseen is one sentence too, and shows where it was only if that is asked for', async () => {
    const fault = () => Promise.reject(new TypeError('x is not a function\nat all'))
    expect(await execute(fault, [])).toBe(1)
    expect(printed.stderr).toEqual([
      'The command has failed, by a fault of its own (TypeError: x is not a function). Run it with DEBUG=1 to see where.',
    ])
    vi.stubEnv('DEBUG', '1')
    await execute(fault, [])
    expect(printed.stderr.at(-1)).toMatch(/^ +at /m)
  })
})
