import { describe, expect, it } from 'vitest'
import { guides, paths } from '../../dist/assets.js'
import { bindings } from '../support/bindings.ts'
import { person } from '../support/person.ts'

/**
 * What pages load is served before the Worker. The tests that go over all routes do not see it, and what
 * they hold of every answer (X-Request-Id, for one) does not hold here.
 */
const fetchAsset = (path: string, init?: RequestInit) =>
  bindings.ASSETS.fetch(new URL(path, 'https://assets'), init)

const SHA_256 = async (content: ArrayBuffer) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', content)).toHex()

describe.each([...Object.values(paths), ...Object.values(guides)])('the static asset %s', (path) => {
  it('is named for its content', async () => {
    const hash = await SHA_256(await (await fetchAsset(path)).arrayBuffer())
    expect(path).toMatch(new RegExp(`^/assets/[\\w-]+\\.${hash.slice(0, 12)}\\.(css|js|json|html|txt)$`))
  })

  it('may be cached for ever, and runs nothing when it is opened by itself', async () => {
    const { status, headers } = await fetchAsset(path)
    expect(status).toBe(200)
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
    })
    expect(headers.get('Content-Type')).toMatch(/^(text\/(css|javascript|html|plain)|application\/json)/)
  })
})

describe.each([
  ['pages.css', 'text/css'],
  ['developers.css', 'text/css'],
  ['reference.css', 'text/css'],
  ['pages.js', 'text/javascript'],
  ['mailbox.js', 'text/javascript'],
  ['copy.js', 'text/javascript'],
  ['reference.js', 'text/javascript'],
] as const)('%s', (name, type) => {
  it('is ours alone, and is what it says', async () => {
    const asset = await fetchAsset(paths[name])
    expect(asset.headers.get('Content-Type')).toBe(`${type}; charset=utf-8`)
    const text = (await asset.text()).replaceAll('http://www.w3.org/2000/svg', '')
    expect(text).not.toMatch(/https?:|@import|eval\(|innerHTML|document\.write|localStorage|document\.cookie/)
  })
})

describe('a path under /assets/ that is no asset', () => {
  it.each(['/assets/', '/assets/pages.css', '/assets/pages.000000000000.css', '/_headers', '/assets.json'])(
    '%s is a 404 of the service',
    async (path) => {
      expect((await fetchAsset(path)).status).toBe(404)
      expect((await person().get(path)).status).toBe(404)
    },
  )
})
