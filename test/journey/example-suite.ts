import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { buildSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { CHROMIUM } from './browser.ts'
import type { Stage } from './stage.ts'

/** The whole example of the README, with the service of the test in place of the usual address. */
function exampleFor({ url }: { url: string }): string {
  const [, section = ''] = readFileSync('README.md', 'utf8').split('\n## One whole example\n')
  const code = /```ts\n(.*?)```/s.exec(section)?.[1] ?? ''
  const { outputFiles } = buildSync({
    stdin: { contents: code.replace('http://localhost:8787', url), loader: 'ts', resolveDir: '.' },
    alias: { 'postern-client': resolve('src/client/index.ts') },
    bundle: true,
    format: 'iife',
    globalName: 'example',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

/** The example in a real browser, in two tabs: `ask` and `show` are what the reader of it has to bring. */
export function describeExample(stage: () => Stage) {
  describe.runIf(CHROMIUM)('the whole example of the README', () => {
    it('registers, confirms, signs both tabs out, and sets a forgotten password', async () => {
      const { browser, service, app } = stage()
      const email = 'example@example.com'
      const context = await browser.context()
      const shown: string[] = []
      const codes = ['']
      const newestCode = async () => {
        const answer = await fetch(`${service.url}/dev/mailbox.json?to=${email}`)
        const [mail] = (await answer.json()) as { text: string }[]
        return /^\d{8}$/m.exec(mail?.text ?? '')?.[0] ?? ''
      }
      await context.exposeFunction('show', (said: string) => void shown.push(said))
      await context.exposeFunction('ask', async (what: string) => {
        if (what === 'A new password') return 'eight wet words'
        await expect.poll(async () => codes.includes(await newestCode())).toBe(false)
        codes.push(await newestCode())
        return codes.at(-1)
      })
      const tabs = [await context.newPage(), await context.newPage()] as const
      for (const tab of tabs) {
        await tab.goto(app.url)
        await tab.addScriptTag({ content: exampleFor(service) })
      }
      const nameIn = (tab: (typeof tabs)[number]) =>
        tab.evaluate('example.client.account.me().then((me) => me.names + me.is_verified, (no) => no.kind)')

      await tabs[0].evaluate(`example.firstDay('${email}', 'seven dry words')`)
      await expect.poll(() => shown).toEqual(['Hello Ada', 'You are signed out.', 'You are signed out.'])
      expect([await nameIn(tabs[0]), await nameIn(tabs[1])]).toEqual(['unauthenticated', 'unauthenticated'])

      await tabs[0].evaluate(`example.signIn('${email}', 'seven wet words')`)
      expect(shown.at(-1)).toBe('Incorrect email or password')
      await tabs[0].evaluate(`example.forgotten('${email}')`)
      expect([await nameIn(tabs[0]), await nameIn(tabs[1])]).toEqual(['Adatrue', 'Adatrue'])
      await context.close()
    })
  })
}
