import { Hono } from 'hono'
import type { AppContext, AppEnv } from '../http/app-env.ts'
import { clearCookie, type CookieName, writeCookie } from '../http/cookies.ts'
import type { Json } from './schemas.ts'

/**
 * `Set-Cookie`: one item for each cookie, in the order and with the attributes that the service writes. All of
 * them, or `sometimes` none.
 */
export async function cookiesOf({
  sets,
  clears,
  sometimes,
}: {
  sets: readonly CookieName[]
  clears: readonly CookieName[]
  sometimes: boolean
}): Promise<Json> {
  if (sets.length + clears.length === 0) return {}
  const lines = await Promise.all([
    ...clears.map((name) => written((c) => clearCookie(c, name))),
    ...sets.map((name) => written((c) => writeCookie(c, name, 'VALUE', 7))),
  ])
  const patterns = lines.map((line) => {
    const pattern = line.replace('=VALUE', '=[\\w.~-]+').replace('Max-Age=7', 'Max-Age=[1-9]\\d*')
    return { type: 'string', pattern: `^${pattern.replace('SameSite=Lax', 'SameSite=(Strict|Lax|None)')}$` }
  })
  const said = (word: string, names: readonly CookieName[]) =>
    names.length === 0 ? [] : [`${word} ${names.map((name) => `\`__Host-${name}\``).join(', ')}`]
  return {
    'Set-Cookie': {
      description: `${[...said('Clears', clears), ...said('Sets', sets)].join('. ')}. One line a cookie.`,
      required: !sometimes,
      // The service sends a line for each cookie. OpenAPI has one schema for a header, and mock servers crash
      // where it is an array: `x-lines` has all of them.
      schema: { type: 'string' },
      'x-lines': {
        type: 'array',
        items: patterns.length === 1 ? patterns[0] : { anyOf: patterns },
        minItems: patterns.length,
        maxItems: patterns.length,
      },
    },
  }
}

async function written(write: (c: AppContext) => void): Promise<string> {
  const app = new Hono<AppEnv>()
  app.get('/', (c) => {
    c.set('deps', { config: { COOKIE_SAMESITE: 'Lax' } } as AppContext['var']['deps'])
    write(c)
    return c.body(null)
  })
  return (await app.request('/')).headers.get('Set-Cookie') ?? ''
}
