import { describe, expect, it } from 'vitest'
import { guides } from '../../dist/assets.js'
import { bindings } from '../support/bindings.ts'
import { person } from '../support/person.ts'
import { owned } from '../support/routes.ts'

const ROUTES = Object.keys(guides)
const pageOf = async (route: string) => (await person({ roaming: true }).get(route)).text

const linksOf = (page: string) => [...page.matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, to = '']) => to)
const idsOf = (page: string) => [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)

/** Whether a link of a guide leads somewhere: another host, a heading, a page or an asset of the service. */
async function leadsSomewhere(link: string, from: string): Promise<boolean> {
  if (/^(https?|data):/.test(link)) return true
  const [path, anchor] = (link.startsWith('#') ? from + link : link).split('#')
  if (path?.startsWith('/assets/')) return (await bindings.ASSETS.fetch(`https://assets${path}`)).ok
  if (!path?.startsWith('/') || !owned('GET', path)) return false
  const { status, text } = await person({ roaming: true }).get(path)
  return status === 200 && (anchor === undefined || idsOf(text).includes(anchor))
}

describe.each(ROUTES)('the guide %s', (route) => {
  it('is a whole page without scripts and without resources of other hosts', async () => {
    const { status, headers, text } = await person().get(route)
    expect([status, headers.get('Content-Type')]).toEqual([200, 'text/html; charset=UTF-8'])
    expect(headers.get('Content-Security-Policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    )
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(text.match(/<h1 /g)).toHaveLength(1)
    // Inside a tag: examples of code may have handlers.
    expect(text).not.toMatch(/<script|<style|<[^>]*\s(style=|on\w+=|\w+="javascript:)/i)
  })

  it('has no broken link', async () => {
    const links = linksOf(await pageOf(route))
    const judged = await Promise.all(
      [...new Set(links)].map(async (link) => [link, await leadsSomewhere(link, route)] as const),
    )
    expect(judged.filter(([, good]) => !good)).toEqual([])
  })
})

describe('the guides', () => {
  it('are all linked from the first one', async () => {
    const links = linksOf(await pageOf('/docs/guides'))
    expect(ROUTES.length).toBeGreaterThan(5)
    expect(ROUTES.filter((route) => !links.includes(route))).toEqual([])
  })

  it.each([
    '/docs/guides/none',
    '/docs/guides/constructor',
    '/docs/guides/settings/more',
    '/docs/guides/..%2f',
  ])('%s is not among them', async (path) => {
    expect((await person().get(path)).status).toBe(404)
  })
})
