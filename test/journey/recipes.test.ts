import { execFileSync, spawnSync } from 'node:child_process'
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readLine } from '../../src/commands/users/line.ts'
import { stored } from '../crypto/imported-hashes.ts'
import { BY_DEFAULT } from '../crypto/system-hashes.ts'
import { FILES, FIREBASE, SQL } from './dumps.ts'

const NOW = Date.now()
const LONG_AGO = Date.parse('2024-05-01T12:00:00Z')
const isThere = (program: string) => spawnSync('which', [program]).status === 0
const hasPostgres = ['initdb', 'pg_ctl', 'psql'].every(isThere)

const folder = mkdtempSync(join(tmpdir(), 'postern-recipes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const GUIDE = readFileSync(join(import.meta.dirname, '../../src/docs/moving-in.md'), 'utf8')

/** The recipes of the guide, without the file they write to. The comment above each begins with a name. */
const RECIPES = [...GUIDE.matchAll(/^```sh\n(.*?)^```$/gms)]
  .flatMap(([, block = '']) => block.split('\n\n'))
  .flatMap((part) => {
    const [, name = 'without a name'] = /^# (.+?)(?:[.,:;]| \()/.exec(part) ?? []
    return [...part.matchAll(/^(.+) > users\.jsonl$/gm)].map(([, command = '']) => ({ name, command }))
  })

/** The names of the recipes that a test has asked for. */
const tried: string[] = []

/** The recipe of a system. Asked for where tests are listed, so that it counts on machines that skip them too. */
function recipe(name: string): string {
  tried.push(name)
  return RECIPES.find((each) => each.name === name)?.command ?? ''
}

/** Runs a recipe, and reads what it exports as an import does: by the name before the @. */
function exported(command: string, env: Record<string, string> = {}) {
  const options = { cwd: folder, env: { ...process.env, ...env }, encoding: 'utf8' as const }
  const text = execFileSync('bash', ['-ec', command], options)
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => readLine(line, NOW))
  return Object.fromEntries(
    lines.map((line) => {
      if ('reasons' in line) throw new Error(line.reasons.join('; '))
      const { user } = line
      return [user.email.replace(/@.*/, ''), user]
    }),
  )
}

/** What an import stores for the hash that a system writes by default. */
const storedOf = (system: string) => stored(BY_DEFAULT[system]?.hash ?? null)

const free = { disabledAt: null, verifiedAt: NOW }
const banned = { disabledAt: NOW, verifiedAt: NOW }
const none = { disabledAt: null, password: '!' }

describe.runIf(hasPostgres)('recipes for Postgres', () => {
  const data = join(folder, 'data')
  // Postgres refuses to run as root.
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const run = (program: string, args: string[]) => {
    const result = spawnSync(program, args, { ...nobody, cwd: '/', stdio: 'ignore' })
    if (result.status !== 0) throw new Error(`${program} has failed`)
  }

  beforeAll(() => {
    mkdirSync(data)
    if (nobody.uid) for (const path of [folder, data]) chownSync(path, nobody.uid, nobody.uid)
    run('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync'])
    run('pg_ctl', ['-D', data, '-l', join(data, 'log'), '-o', `-k ${folder} -h '' -F`, '-w', 'start'])
  })
  afterAll(() => run('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']))

  /** What the recipe exports of a database of its own. */
  function usersOf(system: keyof typeof SQL, command: string) {
    const database = system.toLowerCase().replaceAll(' ', '_')
    const url = (name: string) => `postgresql://postgres@/${name}?host=${folder}`
    execFileSync('psql', [url('postgres'), '-qc', `create database ${database}`])
    execFileSync('psql', [url(database), '-q', '-v', 'ON_ERROR_STOP=1'], { input: SQL[system] })
    return exported(command, { DATABASE_URL: url(database) })
  }

  const supabase = recipe('Supabase')
  const betterAuth = recipe('Better Auth')
  const django = recipe('Django')
  const devise = recipe('Devise')

  it('export from Supabase everybody but deleted, anonymous and SSO users', () => {
    const users = usersOf('Supabase', supabase)
    expect(Object.keys(users).toSorted()).toEqual(['ada', 'banned', 'once', 'social'])
    expect(users).toMatchObject({
      ada: { ...free, id: '11111111-1111-4111-8111-111111111111', createdAt: LONG_AGO },
      banned,
      once: { disabledAt: null, verifiedAt: null },
      social: none,
    })
    expect(users['ada']?.password).toBe(BY_DEFAULT['Supabase']?.hash)
  })

  it('export bans from Better Auth, unless they are over', () => {
    const users = usersOf('Better Auth', betterAuth)
    expect(Object.keys(users).toSorted()).toEqual(['ada', 'banned', 'once', 'social'])
    expect(users).toMatchObject({
      ada: { ...free, createdAt: LONG_AGO, firstName: null },
      banned,
      once: free,
      social: none,
    })
    expect(users['ada']?.password).toBe(storedOf('Better Auth, Lucia 3'))
  })

  it('export from Better Auth without its admin plugin', () => {
    const users = usersOf('Better Auth without its admin plugin', betterAuth)
    expect(users).toMatchObject({ ada: free, banned: free, social: none })
  })

  it('export from Django inactive users as disabled, and nobody without an address', () => {
    const users = usersOf('Django', django)
    expect(Object.keys(users).toSorted()).toEqual(['ada', 'banned', 'social'])
    expect(users).toMatchObject({
      ada: { disabledAt: null, verifiedAt: null, firstName: 'Ada', role: 'user', createdAt: LONG_AGO },
      banned: { disabledAt: NOW, firstName: null },
      social: none,
    })
  })

  it('export from Devise, whatever modules it has, nobody who is deleted', () => {
    const users = usersOf('Devise', devise)
    expect(Object.keys(users).toSorted()).toEqual(['ada', 'social'])
    expect(users).toMatchObject({ ada: { ...free, createdAt: LONG_AGO }, social: none })
    const bare = usersOf('Devise without its modules', devise)
    expect(bare).toMatchObject({ ada: { verifiedAt: null }, social: none })
  })
})

describe.runIf(isThere('jq'))('recipes for exported files', () => {
  function usersOf(system: string, command: string, env: Record<string, string> = {}) {
    for (const { file, lines } of FILES[system] ?? [])
      writeFileSync(join(folder, file), lines.map((line) => JSON.stringify(line)).join('\n'))
    return exported(command, env)
  }

  const keycloak = recipe('Keycloak')
  const auth0 = recipe('Auth0')
  const firebase = recipe('Firebase')

  it('read hashes and bans of Keycloak', () => {
    const users = usersOf('Keycloak', keycloak)
    expect(Object.keys(users).toSorted()).toEqual(['ada', 'banned', 'social'])
    expect(users).toMatchObject({
      ada: { ...free, lastName: 'Lovelace', firstName: null, createdAt: LONG_AGO },
      banned,
      social: none,
    })
    expect(users['ada']?.password).toBe(storedOf('Keycloak 25 and 26'))
    expect(users['banned']?.password).toBe(storedOf('Keycloak 24, or FIPS'))
  })

  it('read blocked users of Auth0 from their other file', () => {
    expect(usersOf('Auth0', auth0)).toMatchObject({ ada: free, banned })
  })

  it('read hashes and bans of Firebase, and nobody without an address', () => {
    const users = usersOf('Firebase', firebase, FIREBASE)
    expect(Object.keys(users).toSorted()).toEqual(['ada', 'banned', 'social'])
    expect(users).toMatchObject({
      ada: free,
      banned: { disabledAt: NOW },
      social: { ...none, firstName: 'Eve' },
    })
    expect(users['ada']?.password).toBe(storedOf('Firebase'))
  })
})

/** The framework is not here: its classes and functions are stood in for, and the recipe runs as it is. */
describe.runIf(isThere('php'))('recipes in PHP', () => {
  const run = (command: string, before: string) => {
    const [, code = ''] = /'(.*)'$/s.exec(command) ?? []
    const file = join(folder, 'recipe.php')
    writeFileSync(file, `<?php ${before}\n${code}`)
    return exported(`php ${file}`)
  }

  const laravel = recipe('Laravel')
  const wordPress = recipe('WordPress')

  it('export from Laravel what its model shows', () => {
    const before = `namespace App\\Models; class User { public $email = "ada@example.com"; public $name = "Ada";
public $email_verified_at = "2024-05-01 12:00:00"; public $password = '${BY_DEFAULT['Laravel']?.hash}';
static function cursor() { yield new User; } }`
    const users = run(laravel.replace('App\\Models\\User', '\\App\\Models\\User'), before)
    expect(users).toMatchObject({ ada: { ...free, firstName: 'Ada', password: BY_DEFAULT['Laravel']?.hash } })
  })

  it('export from WordPress spammers as disabled, and nobody who is deleted', () => {
    const user = (name: string, more: string) =>
      `(object) ["user_email" => "${name}@example.com", "user_pass" => '${BY_DEFAULT['WordPress 6.8']?.hash}',
"display_name" => "", "user_registered" => "2024-05-01 12:00:00"${more}]`
    const rows = [user('ada', ''), user('banned', ', "spam" => "1"'), user('gone', ', "deleted" => "1"')]
    const users = run(wordPress, `function get_users() { return [${rows.join(',')}]; }`)
    expect(Object.keys(users)).toEqual(['ada', 'banned'])
    expect(users).toMatchObject({
      ada: { disabledAt: null, createdAt: LONG_AGO, firstName: null },
      banned: { disabledAt: NOW },
    })
  })
})

describe('the recipes', () => {
  it('are all tried above', () => {
    expect(RECIPES.map(({ name }) => name).toSorted()).toEqual(tried.toSorted())
  })
})
