import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesOf, read } from './sources.ts'

/**
 * Who may import whom. A room may always import from itself. What is under `types` is erased before
 * anything runs: the core knows the form of the store it is handed, never the store.
 */
const ROOMS: Record<string, { values: string[]; types: string[]; packages: string[] }> = {
  index: { values: ['app', 'compose', 'jobs', 'verifier'], types: ['config'], packages: [] },
  verifier: { values: ['client', 'compose', 'core'], types: ['config'], packages: ['cloudflare:workers'] },
  compose: {
    values: ['config', 'core', 'crypto', 'email', 'look', 'services', 'store'],
    types: ['http'],
    packages: ['cloudflare:sockets'],
  },
  app: { values: ['http', 'surfaces'], types: [], packages: ['hono'] },
  config: { values: ['core'], types: ['email'], packages: ['zod'] },
  surfaces: {
    values: ['http', 'core', 'dist', 'look'],
    types: ['config', 'store'],
    packages: ['hono', 'zod'],
  },
  look: { values: ['core', 'dist'], types: ['config'], packages: ['hono'] },
  http: { values: ['core'], types: ['config'], packages: ['hono', 'uqr', 'zod'] },
  jobs: { values: ['core'], types: [], packages: [] },
  core: { values: ['crypto'], types: ['config', 'email', 'store'], packages: ['jose', 'zod'] },
  email: { values: ['core', 'crypto'], types: ['config', 'store'], packages: ['hono', 'resend'] },
  store: { values: [], types: [], packages: ['drizzle-orm'] },
  crypto: {
    values: [],
    types: [],
    packages: ['@levischuck/tiny-cbor', '@noble/hashes', 'bcryptjs', 'node:crypto'],
  },
  services: { values: [], types: ['core'], packages: ['jose', 'oauth4webapi'] },
  openapi: { values: ['app', 'surfaces', 'http', 'core'], types: [], packages: ['hono', 'zod'] },
  commands: {
    // The doctor asks providers as the service does, so that the protocol is written once.
    values: ['config', 'core', 'crypto', 'email', 'http', 'services', 'store'],
    types: [],
    packages: ['dotenv', 'esbuild', 'marked', 'node:', 'smol-toml', 'tldts', 'wrangler', 'zod'],
  },
  client: { values: [], types: [], packages: ['hono', 'jose', 'react'] },
}

/** Packages that only part of their room may know. */
const ONLY_IN: Record<string, string[]> = {
  '@levischuck/tiny-cbor': ['src/crypto/webauthn/'],
  jose: ['src/core/tokens/', 'src/client/', 'src/services/providers/'],
  oauth4webapi: ['src/services/providers/'],
  dotenv: ['src/commands/dev-vars.ts'],
  marked: ['src/commands/assets/'],
  tldts: ['src/commands/doctor/passkeys.ts'],
  react: ['src/client/react.ts'],
  resend: ['src/email/carriers/resend.ts'],
  uqr: ['src/http/qr-code.ts'],
  'cloudflare:sockets': ['src/compose.ts'],
}

const STORE = 'src/store/'
const PLAIN = [`${STORE}connection.ts`, `${STORE}database.ts`, `${STORE}repetition.ts`]

/** Rooms within a room. A way to sign in proves; it neither judges an attempt nor opens a session. */
const INSIDE = [
  { room: 'store', from: 'tables', to: [] },
  { room: 'store', from: 'pieces', to: [`${STORE}tables/`, `${STORE}database.ts`] },
  { room: 'store', from: 'deeds', to: [`${STORE}tables/`, `${STORE}pieces/`, ...PLAIN] },
  { room: 'store', from: 'queries', to: [`${STORE}tables/`, `${STORE}pieces/`, ...PLAIN] },
  { room: 'store', from: 'key-value', to: [`${STORE}tables/`, `${STORE}repetition.ts`] },
  {
    room: 'core',
    from: 'sign-in/ways',
    to: [
      'src/core/deps.ts',
      'src/core/failure.ts',
      'src/core/ledger/',
      'src/core/limits/',
      'src/core/mail-now.ts',
      'src/core/passkeys/',
      'src/core/request-origin.ts',
      'src/core/sign-in/known-devices.ts',
      'src/core/sign-in/proof.ts',
      'src/core/sign-in/verify-password.ts',
    ],
  },
]

type Import = { file: string; from: string; isType: boolean }

const IMPORT = /^(?:import|export)(\s+type)?\s+(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm
/** An import in the middle of the code. The first group is there for the form, and matches nothing. */
const LATER_IMPORT = /\bimport\((type)?\s*['"]([^'"]+)['"]\s*\)/g

const SOURCES = filesOf('src/**/*.{ts,tsx}')

const importsBy = (pattern: RegExp): Import[] =>
  SOURCES.flatMap((file) =>
    [...read(file).matchAll(pattern)].map(([, type, from = '']) => ({
      file,
      from,
      isType: type !== undefined,
    })),
  )

const atTheTop = importsBy(IMPORT)
const imports = [...atTheTop, ...importsBy(LATER_IMPORT)]

const isOurs = ({ from }: Import) => from.startsWith('.')
const target = ({ file, from }: Import) => posix.join(posix.dirname(file), from)

/** `src/surfaces/auth-v1/x.ts` is in `surfaces`, `src/app.ts` in `app`, what is built in `dist`. */
const roomOf = (path: string) =>
  path.startsWith('dist/') ? 'dist' : (path.split('/')[1]?.replace(/\.ts$/, '') ?? '')
const surfaceOf = (path: string) => /^src\/surfaces\/([^/]+)\//.exec(path)?.[1]
const say = ({ file, from, isType }: Import) => `${file} imports ${isType ? 'type ' : ''}${from}`

describe('imports', () => {
  it('are all seen by this test', () => {
    const counted = SOURCES.flatMap((file) => read(file).match(/(\bfrom|^import) '[^']+'$/gm) ?? [])
    expect(atTheTop.length).toBe(counted.length)
  })

  it('come from rooms that are on the map', () => {
    expect(SOURCES.filter((file) => !ROOMS[roomOf(file)])).toEqual([])
  })

  it('go from room to room in one direction', () => {
    const wrong = imports.filter(isOurs).filter((entry) => {
      const [from, to] = [roomOf(entry.file), roomOf(target(entry))]
      const room = ROOMS[from]
      if (from === to || !room) return false
      return ![...room.values, ...(entry.isType ? room.types : [])].includes(to)
    })
    expect(wrong.map(say)).toEqual([])
  })

  it.each(INSIDE)('inside $room go from $from to nothing but $to', ({ room, from, to }) => {
    const home = `src/${room}/${from}/`
    const wrong = imports.filter((entry) => {
      if (!isOurs(entry) || !entry.file.startsWith(home)) return false
      const path = target(entry)
      return path.startsWith(`src/${room}/`) && ![home, ...to].some((place) => path.startsWith(place))
    })
    expect(wrong.map(say)).toEqual([])
  })

  it('never lead from one surface into another', () => {
    const wrong = imports.filter(isOurs).filter((entry) => {
      const [from, to] = [surfaceOf(entry.file), surfaceOf(target(entry))]
      return from !== undefined && to !== undefined && from !== to
    })
    expect(wrong.map(say)).toEqual([])
  })

  it('name files, with their ending', () => {
    expect(
      imports.filter((entry) => isOurs(entry) && !/\.(tsx?|js|json)$/.test(entry.from)).map(say),
    ).toEqual([])
  })

  it('bring packages only into the rooms that are theirs', () => {
    const wrong = imports
      .filter((entry) => !isOurs(entry))
      .filter(({ file, from }) => {
        const allowed = ROOMS[roomOf(file)]?.packages ?? []
        const isAllowed = allowed.some(
          (name) => from === name || from.startsWith(name.endsWith(':') ? name : `${name}/`),
        )
        const [, places] = Object.entries(ONLY_IN).find(([name]) => from === name) ?? []
        return !isAllowed || (places !== undefined && !places.some((place) => file.startsWith(place)))
      })
    expect(wrong.map(say)).toEqual([])
  })
})
