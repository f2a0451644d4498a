import { failingParts } from '../../core/health.ts'
import { FAILURE_HEADER, failureHeader } from '../../http/failure-header.ts'
import { createSurface, type Surface } from '../../http/surface.ts'
import { readApiDocument } from './assets.ts'
import { dialect } from './failures.ts'
import { mailboxRoutes } from './mailbox.ts'
import { docsRoute } from './pages/docs.tsx'
import { pageRoutes } from './pages/index.tsx'

/** Seconds, for whoever asks after the health. */
const RETRY_AFTER = '5'

export const VERSION = '0.1.0'

/** What belongs to no API: keys, health, and in development the mailbox. Mounted last, it owns the rest. */
export const platform = () =>
  createSurface({
    prefixes: [''],
    dialect,
    routes: (surface) => {
      serviceRoutes(surface)
      pageRoutes(surface)
      docsRoute(surface)
      mailboxRoutes(surface)
    },
  })

function serviceRoutes(surface: Surface) {
  surface.get('/', (c) =>
    c.json({
      name: c.var.deps.config.APP_NAME,
      service: 'postern',
      version: VERSION,
      links: {
        health: '/healthz',
        keys: '/.well-known/jwks.json',
        openapi: '/openapi.json',
        docs: '/docs',
      },
    }),
  )

  surface.get('/.well-known/jwks.json', async (c) => {
    const { accessTokens, now } = c.var.deps
    c.header('Cache-Control', 'public, max-age=300')
    return c.json(await accessTokens.keys.jwks(now()))
  })

  surface.get('/openapi.json', async (c) => {
    const document = await readApiDocument(c)
    c.header('Cache-Control', 'public, max-age=300')
    return c.json({ ...document, servers: [{ url: c.var.deps.config.APP_URL }] })
  })

  surface.get('/healthz', async (c) => {
    const failing = await failingParts(c.var.deps)
    if (failing.length === 0) return c.json({ status: 'ok' })
    c.header(FAILURE_HEADER, failureHeader('unavailable'))
    c.header('Retry-After', RETRY_AFTER)
    return c.json({ status: 'unavailable', failing }, 503)
  })
}
