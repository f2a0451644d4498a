import { expect, it } from 'vitest'
import { SURFACES } from '../../src/app.ts'
import { PASSWORD, registered } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { visitor } from '../support/visitor.ts'

/** Of a page with its stylesheet and its script, as a browser loads them. */
const MAX_BYTES = 20 * 1024

const PAGES = SURFACES.pages.routes.filter(({ method }) => method === 'GET').map(({ path }) => path)

async function signedIn() {
  const { email } = await registered()
  const ada = visitor()
  await ada.open('/sign-in')
  await ada.press('password', { email, password: PASSWORD })
  return ada
}

const isForStrangers = (path: string) => !/^\/(account|sign-out|welcome)/.test(path)

const zipped = async (text: string) =>
  (await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer())
    .byteLength

const loaded = async (path: string) =>
  zipped(await (await bindings.ASSETS.fetch(new URL(path, 'https://assets'))).text())

it.each(PAGES)('%s is one page, one stylesheet and one script, together under 20 KiB', async (path) => {
  const { text } = await (isForStrangers(path) ? visitor() : await signedIn()).open(path)
  const styles = [...text.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(([, href = '']) => href)
  const scripts = [...text.matchAll(/<script src="([^"]+)"/g)].map(([, src = '']) => src)
  expect([styles.length, scripts.length]).toEqual([1, 1])
  const [page, style, script] = [
    await zipped(text),
    await loaded(styles[0] ?? ''),
    await loaded(scripts[0] ?? ''),
  ]
  expect(page + style + script).toBeLessThan(MAX_BYTES)
})
