import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SCHEMA_VERSION } from '../../src/store/schema-version.ts'
import { VERSION } from '../../src/surfaces/platform/version.ts'
import { ABOUT, ALWAYS } from '../fast-tests.ts'
import { filesOf, linesWith, read } from './sources.ts'

const SOURCES = filesOf('src/**/*.{ts,tsx}')
const UNEXPLAINED = /lint-disable(?!.* -- )|@ts-(ignore|nocheck|expect-error$)/
const MIGRATIONS = filesOf('migrations/*.sql')
/**
 * SHA-256 of each migration that is released. A new migration adds its line with the release that it comes in.
 */
const RELEASED: Record<string, string> = {
  '0006_baseline.sql': '0c9c0b741aeeaee2d37753f28e82d39a2f9e6f04bde8e625f38ed3e1ea21dcb6',
}

describe('the sources', () => {
  it('have at most 250 lines a file, and tests 400', () => {
    const lines = (file: string) => read(file).split('\n').length - 1
    expect(SOURCES.filter((file) => lines(file) > 250)).toEqual([])
    expect(filesOf('test/**/*.ts').filter((file) => lines(file) > 400)).toEqual([])
  })

  it('have no catch-all names: a file or folder is named for its content', () => {
    const drawer = /(^|[/-])(utils?|helpers?|misc|shared|managers?)(\.tsx?|\/)|\/common(\.tsx?|\/)/
    expect([...SOURCES, ...filesOf('test/**/*.ts')].filter((file) => drawer.test(file))).toEqual([])
  })

  it('have no barrels: only the Worker and the entries of the client re-export', () => {
    const handedOn = linesWith(SOURCES, /^export (type )?[*{].* from /)
    const entry = /^src\/(index|client\/(index|hono|verify))\.ts:/
    expect(handedOn.filter((line) => !entry.test(line))).toEqual([])
  })

  it.each([
    ['db.transaction, which D1 does not have', /\.transaction\(/],
    ['Math.random, which can be predicted', /Math\.random/],
    ['rule of the compiler or the linter switched off without a reason', UNEXPLAINED],
  ])('have no %s', (_name, pattern) => {
    expect(linesWith(SOURCES, pattern)).toEqual([])
  })

  it('are tested with the same generated cases every time, unless somebody names another seed', () => {
    const { pathname } = new URL(import.meta.url)
    const tests = filesOf('test/{surfaces,core,store,crypto,client,support}/**/*.ts')
    expect(
      tests.filter((file) => !pathname.endsWith(file) && /SEED.*Date\.now|Math\.random/.test(read(file))),
    ).toEqual([])
  })

  it('speak to Resend in one file only', () => {
    const lines = linesWith(SOURCES, /resend\.com|new Resend\(/)
    expect(lines.filter((line) => !line.startsWith('src/email/carriers/resend.ts:'))).toEqual([])
  })

  it('depend on nothing outside the repository', () => {
    const outside = ['..', 'shared'].join('/')
    const all = filesOf('{src,test,migrations,.ci}/**/*.*', '.ci/run', '*.{md,json,toml}', '.*.json')
    expect(all.filter((file) => file !== 'package-lock.json' && read(file).includes(outside))).toEqual([])
  })
})

describe('a session', () => {
  it('is made by core/sign-in/open-session.ts only', () => {
    const importers = SOURCES.filter((file) => /import[^;]*?\bnewSession\b[^;]*? from /.test(read(file)))
    expect(importers).toEqual(['src/core/sign-in/open-session.ts'])
  })

  it('is inserted by store/pieces/open-session.ts only', () => {
    const inserting = SOURCES.filter((file) =>
      /insertWhen\(\s*db,\s*sessions\b|insert\(sessions\)/.test(read(file)),
    )
    expect(inserting).toEqual(['src/store/pieces/open-session.ts'])
  })
})

describe('npm run test:fast', () => {
  it('names tests that are there, about sources that are there', () => {
    const files = filesOf('test/**/*.test.ts', 'src/**')
    const named = [...ALWAYS, ...ABOUT.flatMap(([, tests]) => tests)].map((name) => `test/${name}`)
    const wanted = [...named, ...ABOUT.map(([source]) => source)]
    expect(wanted.filter((name) => !files.some((file) => file.startsWith(name)))).toEqual([])
  })
})

describe('the migrations', () => {
  it.each(MIGRATIONS)('%s begins with a comment that says why', (file) => {
    expect(read(file)).toMatch(/^-- \S.{15,}\n/)
  })

  it.each(MIGRATIONS)('%s writes its number into marks, which the code compares', (file) => {
    const number = Number(/(\d{4})_/.exec(file)?.[1])
    const written = [...read(file).matchAll(/`?marks`?[^;]*'schema'[^;]*/g)].map(([text]) => text)
    expect(written.join()).toMatch(new RegExp(`\\b${number}\\b`))
  })

  it('stay as they were released: a database that has run one never runs it again', () => {
    const hashes = MIGRATIONS.map(
      (file) => [basename(file), createHash('sha256').update(read(file)).digest('hex')] as const,
    )
    expect(Object.fromEntries(hashes)).toMatchObject(RELEASED)
    // The newest may not be released yet.
    expect(hashes.slice(0, -1).filter(([name]) => !(name in RELEASED))).toEqual([])
  })

  it('end with the version that the code needs', () => {
    expect(Number(/(\d{4})_/.exec(MIGRATIONS.at(-1) ?? '')?.[1])).toBe(SCHEMA_VERSION)
  })

  it('are complete: drizzle-kit finds nothing to add', () => {
    const copy = mkdtempSync(join(tmpdir(), 'postern-migrations-'))
    try {
      cpSync('migrations', copy, { recursive: true })
      const out = relative('.', copy)
      const flags = ['--dialect', 'sqlite', '--schema', 'src/store/tables', '--out', out]
      execFileSync('drizzle-kit', ['generate', ...flags], { stdio: 'pipe' })
      expect(readdirSync(copy).filter((file) => file.endsWith('.sql'))).toEqual(
        MIGRATIONS.map((file) => basename(file)),
      )
    } finally {
      rmSync(copy, { recursive: true })
    }
  })
})

describe('the version', () => {
  it('is the one of package.json', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string }
    expect(VERSION).toBe(version)
  })
})
