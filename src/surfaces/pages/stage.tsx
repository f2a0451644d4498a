import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { stagePage } from '../../look/stage-page.tsx'
import { answerPage } from './answer-page.ts'
import { aroundOf } from './around.ts'
import type { Card } from './page.tsx'
import type { Visit } from './visit.ts'

/** A page with one card. */
export const stage = (visit: Visit, { title, content, end, next }: Card, status: ContentfulStatusCode) =>
  answerPage(visit, stagePage({ ...aroundOf(visit), title, end, next, children: content }), status)
