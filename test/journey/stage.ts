import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startApp } from './app-server.ts'
import { openBrowser } from './browser.ts'
import { makeClone } from './clone.ts'
import { freePort } from './ports.ts'

export type Stage = Awaited<ReturnType<typeof openStage>>

/**
 * The real service, with more settings if need be, an app on another origin that it allows, and a browser.
 *
 * @param options.port for settings that have to know it
 */
export async function openStage(more: Record<string, string> = {}, { port }: { port?: number } = {}) {
  const clone = makeClone()
  const app = await startApp()
  const settings = {
    ENVIRONMENT: 'development',
    AUTH_SECRET: 'a secret of the tests of more than 32 characters',
    ALLOWED_ORIGINS: app.url,
    // Few: what a password costs is no part of a page.
    PASSWORD_ITERATIONS: '10000',
    ...more,
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`)
  writeFileSync(join(clone.folder, '.dev.vars'), lines.join(''))
  const service = await clone.dev({ port: port ?? (await freePort()) })
  const browser = await openBrowser()
  return {
    folder: clone.folder,
    service,
    app,
    browser,
    async close() {
      await browser.close()
      await service.stop()
      await app.stop()
      clone.remove()
    },
  }
}
