import { Failure } from '../../../core/failure.ts'
import type { AppContext } from '../../../http/app-env.ts'
import { media } from '../../../http/answer-schemas.ts'
import { route } from '../../../http/route.ts'
import { TRUSTED_TYPES } from '../../../look/policy.ts'
import { readGuide } from '../assets.ts'

/** Nothing runs, and nothing is loaded but the stylesheet and pictures. */
const GUIDES_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  ...TRUSTED_TYPES,
].join('; ')

const HEADERS = { 'Content-Security-Policy': GUIDES_POLICY }

/** README.md and src/docs as pages, rendered when the service was built. */
export const guideRoutes = [
  route({
    method: 'GET',
    path: '/docs/guides',
    summary: 'Show the first page of the guides',
    answers: () => [media('text/html', HEADERS)],
    handle: ({ c }) => guide(c, '/docs/guides'),
  }),

  route({
    method: 'GET',
    path: '/docs/guides/:guide',
    summary: 'Show a guide',
    refusals: ['route_not_found'],
    answers: () => [media('text/html', HEADERS)],
    handle: ({ c }) => guide(c, `/docs/guides/${c.req.param('guide')}`),
  }),
]

async function guide(c: AppContext, path: string) {
  const page = await readGuide(c, path)
  if (page === undefined) throw new Failure('route_not_found')
  return c.html(page, 200, HEADERS)
}
