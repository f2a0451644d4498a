import * as z from 'zod/mini'
import { failingParts } from '../../core/health.ts'
import { requireRelyingParty } from '../../core/passkeys/use-passkey.ts'
import { publishedKeys } from '../../core/tokens/published-keys.ts'
import { json } from '../../http/answer-schemas.ts'
import { route } from '../../http/route.ts'
import { readApiDocument } from './assets.ts'
import { homePage } from './pages/home.tsx'
import { policyFormOrNone, policyOf } from '../../look/policy.ts'
import { VERSION } from './version.ts'

const FRESH_FOR_FIVE_MINUTES = { 'Cache-Control': 'public, max-age=300' }
const SAID = { ...FRESH_FOR_FIVE_MINUTES, 'Access-Control-Allow-Origin': '*' }

const text = () => z.string().check(z.minLength(1))

/** RFC 7517, RFC 7518 §6.2 and §6.3: the public members of a key on P-256 or of an RSA key, and no other. */
const PublicKey = () =>
  z.union([
    z.strictObject({
      kty: z.literal('EC'),
      crv: z.literal('P-256'),
      x: text(),
      y: text(),
      kid: text(),
      use: z.literal('sig'),
      alg: z.literal('ES256'),
    }),
    z.strictObject({
      kty: z.literal('RSA'),
      n: text(),
      e: text(),
      kid: text(),
      use: z.literal('sig'),
      alg: z.literal('RS256'),
    }),
  ])

const About = () =>
  z.strictObject({
    name: text(),
    service: z.literal('postern'),
    version: text(),
    links: z.record(z.string(), text()),
  })

/** Of the first page. */
const ALLOWED = { script: "'self'" }

/** What the service says of itself. */
export const serviceRoutes = [
  route({
    method: 'GET',
    path: '/',
    summary: 'Get name, version and links; a page for browsers',
    answers: () => [
      {
        status: 200,
        content: { 'application/json': About(), 'text/html': text() },
        headers: { 'Content-Security-Policy': policyFormOrNone(ALLOWED) },
      },
    ],
    async handle({ c, deps }) {
      const { config } = deps
      c.header('Vary', 'Accept')
      if (/\btext\/html\b/.test(c.req.header('Accept') ?? '')) {
        const page = homePage({ config, version: VERSION, failing: await failingParts(deps) })
        const policy = await policyOf(config, ALLOWED)
        return c.html(page, 200, { 'Content-Security-Policy': policy })
      }
      return c.json({
        name: config.APP_NAME,
        service: 'postern' as const,
        version: VERSION,
        links: {
          health: '/healthz',
          keys: '/.well-known/jwks.json',
          openapi: '/openapi.json',
          docs: '/docs',
          guides: '/docs/guides',
        },
      } satisfies z.output<ReturnType<typeof About>>)
    },
  }),

  route({
    method: 'GET',
    path: '/.well-known/jwks.json',
    summary: 'Get the public keys that access tokens and ID tokens are checked with',
    forAnybody: true,
    answers: () => [json(200, z.strictObject({ keys: z.array(PublicKey()) }), SAID)],
    async handle({ c, deps }) {
      return c.json(await publishedKeys(deps), 200, FRESH_FOR_FIVE_MINUTES)
    },
  }),

  route({
    method: 'GET',
    path: '/.well-known/webauthn',
    summary: 'Get the origins whose pages may use the passkeys of this domain',
    forAnybody: true,
    answers: () => [json(200, z.strictObject({ origins: z.array(z.url()) }), SAID)],
    refusals: ['not_found'],
    async handle({ c, deps: { config } }) {
      const { origins } = requireRelyingParty(config)
      return c.json({ origins }, 200, FRESH_FOR_FIVE_MINUTES)
    },
  }),

  route({
    method: 'GET',
    path: '/openapi.json',
    summary: 'Get this document',
    forAnybody: true,
    answers: () => [json(200, z.looseObject({ openapi: text(), paths: z.looseObject({}) }), SAID)],
    async handle({ c, deps }) {
      const document = await readApiDocument(c)
      return c.json({ ...document, servers: [{ url: deps.config.APP_URL }] }, 200, FRESH_FOR_FIVE_MINUTES)
    },
  }),
]
