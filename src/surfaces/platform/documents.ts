import * as z from 'zod/mini'
import { EMPTY_POLICY } from '../../http/answer-headers.ts'
import {
  type DocumentedAnswer,
  json,
  type RouteDocument,
  saidIn,
  type SurfaceDocument,
} from '../../http/documents.ts'
import { MAILBOX_POLICY } from './mailbox.ts'
import { DOCS_POLICY } from './pages/docs.tsx'
import { PAGE_POLICY } from './pages/index.tsx'

const text = z.string().check(z.minLength(1))

const media = (type: string, headers: DocumentedAnswer['headers'] = {}): DocumentedAnswer => ({
  status: 200,
  content: { [type]: text },
  headers,
})
const page = (summary: string): RouteDocument => ({
  summary,
  answers: [media('text/html', { 'Content-Security-Policy': [PAGE_POLICY] })],
})

const FRESH_FOR_FIVE_MINUTES = { 'Cache-Control': ['public, max-age=300'] }

const done = json(200, z.strictObject({ status: z.literal('ok') }))

/** RFC 7517 and RFC 7518 §6.2: the public members of a key on P-256, and no other. */
const key = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: text,
  y: text,
  kid: text,
  use: z.literal('sig'),
  alg: z.literal('ES256'),
})

const mails = z.array(
  z.strictObject({
    id: z.string(),
    to: z.string(),
    from: z.string(),
    subject: z.string(),
    text: z.string(),
    html: z.string(),
    createdAt: z.string(),
  }),
)

const ofMailbox: Omit<RouteDocument, 'summary' | 'answers'> = {
  failures: ['route_not_found'],
  query: { to: 'Only the mails to this address' },
}

export const documents: SurfaceDocument = {
  description:
    'Keys, health, this document, and the pages behind our mails. Absent in production: the mailbox.',
  failure: ({ bodies }) => z.strictObject({ error: saidIn(bodies, 'error'), request_id: z.uuid() }),
  routes: {
    'GET /': {
      summary: 'Name, version, links',
      answers: [
        json(
          200,
          z.strictObject({
            name: text,
            service: z.literal('postern'),
            version: text,
            links: z.record(z.string(), text),
          }),
        ),
      ],
    },
    'GET /.well-known/jwks.json': {
      summary: 'The public keys that access tokens are checked with',
      answers: [{ ...json(200, z.strictObject({ keys: z.array(key) })), headers: FRESH_FOR_FIVE_MINUTES }],
    },
    'GET /openapi.json': {
      summary: 'This document',
      answers: [
        {
          ...json(200, z.looseObject({ openapi: text, paths: z.looseObject({}) })),
          headers: FRESH_FOR_FIVE_MINUTES,
        },
      ],
    },
    'GET /docs': {
      summary: 'This document as a page',
      answers: [media('text/html', { ...FRESH_FOR_FIVE_MINUTES, 'Content-Security-Policy': [DOCS_POLICY] })],
    },
    'GET /healthz': {
      summary: 'Whether all that the service stands on answers',
      answers: [
        done,
        json(
          503,
          z.strictObject({
            status: z.literal('unavailable'),
            failing: z.array(z.enum(['configuration', 'database', 'key-value'])).check(z.minLength(1)),
          }),
        ),
      ],
    },
    'GET /reset-password': page('The page behind a mailed reset link'),
    'GET /verify-email': page('The page behind the link that confirms an address'),
    'POST /verify-email': {
      summary: 'Confirms an address with the token of the link',
      answers: [done],
      failures: ['invalid_link'],
    },
    'GET /undo-email-change': page('The page behind the link that undoes a change of address'),
    'POST /undo-email-change': {
      summary: 'Undoes a change of address with the token of the link',
      answers: [done],
      failures: ['invalid_link'],
    },
    'GET /dev/mailbox': {
      summary: 'In development: the mails sent, newest first',
      answers: [
        {
          status: 200,
          content: { 'text/html': text, 'application/json': mails },
          headers: { 'Content-Security-Policy': [MAILBOX_POLICY, EMPTY_POLICY] },
        },
      ],
      ...ofMailbox,
    },
    'GET /dev/mailbox.json': {
      summary: 'In development: the mails sent, newest first',
      answers: [json(200, mails)],
      ...ofMailbox,
    },
    'DELETE /dev/mailbox': {
      summary: 'In development: empties the mailbox',
      answers: [{ status: 204 }],
      failures: ['route_not_found'],
    },
  },
}
