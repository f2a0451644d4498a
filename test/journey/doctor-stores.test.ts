import { globSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkStores } from '../../src/commands/doctor/database.ts'
import { examineStores } from '../../src/commands/doctor/examine.ts'
import { ok, problem } from '../../src/commands/doctor/finding.ts'
import { checkCostliestHash } from '../../src/commands/doctor/hash.ts'
import { checkStoredKeys } from '../../src/commands/doctor/keys.ts'
import { type Stores, storesByWrangler } from '../../src/commands/doctor/stores.ts'
import { OLDER_DATABASE, whyNotMigrated } from '../../src/commands/older-database.ts'
import { SCHEMA_VERSION } from '../../src/store/schema-version.ts'

const MIGRATIONS = globSync('*.sql', { cwd: 'migrations' })

/** What the doctor says of a database and key-value, by what they answer. */
const DEVELOPMENT = {
  ENVIRONMENT: 'development',
  AUTH_SECRET: 'a secret of the doctor longer than 32 characters',
}

describe('the database and key-value of an installation', () => {
  /** Stores with these migrations and this version. */
  const stores = ({
    migrations = MIGRATIONS,
    version = [SCHEMA_VERSION],
  }: { migrations?: string[]; version?: number[] } = {}): Stores => ({
    sql: async (text) => ({
      rows: text.includes('d1_migrations')
        ? migrations.map((name) => ({ name }))
        : version.map((value) => ({ value })),
    }),
    keys: async () => ({ rows: [] }),
  })

  it('that answer and have every migration are right', async () => {
    const findings = await checkStores(stores(), '--local')
    expect(findings).toEqual([ok('database', 'answers, and has every migration'), ok('key-value', 'answers')])
  })

  it('that lack migrations are told which', async () => {
    const [newest = '', ...others] = MIGRATIONS.toSorted().toReversed()
    const [database] = await checkStores(
      stores({ migrations: [...others, '0000_of_before.sql'] }),
      '--remote',
    )
    expect(database).toMatchObject({
      state: 'problem',
      says: `lacks ${newest}`,
      todo: expect.stringContaining('Run npm run deploy, which migrates it'),
    })
  })

  it.each([
    ['--local', 'of an older version', [1], OLDER_DATABASE],
    ['--local', 'without a version', [], OLDER_DATABASE],
    ['--remote', 'of an older version', [1], 'Run npm run deploy'],
  ] as const)(
    'are a problem on %s with a database %s, whatever migrations it has',
    async (place, _, version, todo) => {
      const [database] = await checkStores(stores({ version: [...version] }), place)
      expect(database).toMatchObject({ state: 'problem', todo: expect.stringContaining(todo) })
      expect(database?.says).toMatch(/has version \d of the schema/)
    },
  )

  it('that refuse are each named with the reason', async () => {
    const refuse = async () => ({ refused: 'no such database' })
    expect(await checkStores({ sql: refuse, keys: refuse }, '--local')).toEqual([
      problem('database', 'does not answer', 'no such database'),
      problem('key-value', 'does not answer', 'no such database'),
    ])
  })
})

describe('the deployed stores, which wrangler asks,', () => {
  const DIED = { succeeded: false, output: '', said: '\n🪵  Logs were written to "/home/ada/wrangler.log"\n' }
  const REFUSED = {
    succeeded: false,
    output: '',
    said: `\u001B[31m✘ \u001B[41;97m[ERROR]\u001B[0m \u001B[1mno such database\u001B[0m\n\n${DIED.said}`,
  }
  const ANSWERED = { succeeded: true, output: '[{"results":[{"value":2}]}]', said: '' }
  const WITHOUT_TABLE = { ...REFUSED, said: REFUSED.said.replace('no such database', 'no such table: marks') }

  /** Answers the runs of wrangler in this order, and keeps how they were called. */
  function wrangler(...answers: (typeof DIED)[]) {
    const calls: string[] = []
    const { sql, keys } = storesByWrangler(async (args) => {
      calls.push(args.join(' '))
      return answers[calls.length - 1] ?? DIED
    })
    return { ask: () => sql('select 1'), keys, calls }
  }

  it('answer with rows', async () => {
    const { ask, keys, calls } = wrangler(ANSWERED, { ...ANSWERED, output: '[]' })
    expect(await ask()).toEqual({ rows: [{ value: 2 }] })
    expect(await keys()).toEqual({ rows: [] })
    expect(calls).toEqual([
      'd1 execute DB --remote --json --command select 1',
      'kv key list --binding KV --prefix probe --remote',
    ])
  })

  it('are asked one after the other, what is stored after the rest', async () => {
    const rows = [
      MIGRATIONS.map((name) => ({ name })),
      [{ value: SCHEMA_VERSION }],
      [],
      [{ value: 600_000 }],
      [],
      [],
    ]
    const seen = { runs: 0, atOnce: 0, most: 0 }
    const run = async () => {
      seen.atOnce += 1
      seen.most = Math.max(seen.most, seen.atOnce)
      await new Promise(setImmediate)
      seen.atOnce -= 1
      return { succeeded: true, output: JSON.stringify([{ results: rows[seen.runs++] }]), said: '' }
    }
    const settings = { ...DEVELOPMENT, PASSWORD_ITERATIONS: '250000' }
    const findings = await examineStores(storesByWrangler(run), '--remote', settings)
    expect(findings.map(({ about, state }) => `${about}: ${state}`)).toEqual([
      'database: ok',
      'key-value: ok',
      'password hash: warning',
    ])
    expect(seen).toEqual({ runs: 7, atOnce: 0, most: 1 })
  })

  it('have no rows in a table that is not there', async () => {
    expect(await wrangler(WITHOUT_TABLE).ask()).toEqual({ rows: [] })
  })

  it('are asked again when wrangler ends without a message', async () => {
    expect(await wrangler(DIED, ANSWERED).ask()).toEqual({ rows: [{ value: 2 }] })
  })

  it('are not asked again after an error, which is named without the path of a log', async () => {
    const { ask, calls } = wrangler(REFUSED, ANSWERED)
    expect(await ask()).toEqual({ refused: 'wrangler says: no such database' })
    expect(calls).toHaveLength(1)
  })

  it('are a problem when wrangler ends twice without a message', async () => {
    expect(await wrangler(DIED, DIED).ask()).toEqual({
      refused: 'wrangler ended without a message. Run the command again.',
    })
  })
})

describe('a local database that cannot be migrated', () => {
  it.each([
    'table `users` already exists: SQLITE_ERROR',
    'no such table: sessions: SQLITE_ERROR',
    'no such column: generation: SQLITE_ERROR',
    'duplicate column name: changed_by: SQLITE_ERROR',
  ])('is said to be too old in one sentence: %s', (error) => {
    expect(whyNotMigrated(`✘ [ERROR] ${error}\n`)).toBe(OLDER_DATABASE)
    expect(OLDER_DATABASE).toContain('delete the folder .wrangler')
  })

  it('for another reason is not said to be too old', () => {
    expect(whyNotMigrated('✘ [ERROR] database or disk is full\n')).toContain('database or disk is full')
  })
})

describe('stored passwords', () => {
  const highest = (...values: number[]): Stores => ({
    sql: async () => ({ rows: values.map((value) => ({ value })) }),
    keys: async () => expect.fail('nobody asks for keys'),
  })
  const settings = { ...DEVELOPMENT, PASSWORD_ITERATIONS: '250000' }

  it('of which some have more iterations than the settings ask for are a warning', async () => {
    const findings = await checkCostliestHash(settings, highest(600_000))
    expect(findings).toMatchObject([
      { state: 'warning', says: expect.stringContaining('600000'), todo: expect.stringContaining('Raise') },
    ])
  })

  it('of which none has more are no finding', async () => {
    expect(await checkCostliestHash(settings, highest(250_002))).toEqual([])
    expect(await checkCostliestHash(settings, highest())).toEqual([])
    expect(await checkCostliestHash(DEVELOPMENT, highest(600_000))).toEqual([])
  })
})

describe('the keys of ID tokens', () => {
  const LATER = Date.now() + 5 * 86_400_000

  it.each([
    ['one', { count: 1, latest: LATER }, '1'],
    ['one that signs and one that will', { count: 2, latest: LATER }, `2; the next one signs from `],
    ['two that have signed', { count: 2, latest: 1 }, '2'],
  ])('are counted: %s', async (_, row, says) => {
    const [found, ...more] = await checkStoredKeys({
      sql: async () => ({ rows: [row] }),
      keys: async () => ({ rows: [] }),
    })
    const day = new Date(LATER).toISOString().slice(0, 10)
    const whole = says.endsWith(' ') ? `${says}${day} on` : says
    expect([found, more]).toEqual([ok('keys of ID tokens', whole), []])
  })

  it('are no finding where there are none, and where the database does not answer', async () => {
    const none = async () => ({ rows: [{ count: 0, latest: null }] })
    const refuse = async () => ({ refused: 'no' })
    for (const sql of [none, refuse, async () => ({ rows: [] })])
      expect(await checkStoredKeys({ sql, keys: refuse })).toEqual([])
  })
})
