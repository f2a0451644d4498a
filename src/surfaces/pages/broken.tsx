import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { FailureCode } from '../../core/failure.ts'
import type { AppContext } from '../../http/app-env.ts'
import type { Refusal } from '../../http/refuse.ts'
import { OutcomeCard } from '../../look/outcome-card.tsx'
import { stage } from './stage.tsx'
import { openVisit } from './visit.ts'
import type { EntryWords } from './words/entry-words.ts'

type Broken = Exclude<keyof EntryWords['broken'], 'home'>

const KINDS: Partial<Record<FailureCode, Broken>> = {
  route_not_found: 'notFound',
  not_found: 'notFound',
  // Of a query: no link of ours leads there.
  invalid_input: 'notFound',
  method_not_allowed: 'notFound',
  origin_not_allowed: 'refused',
  malformed_body: 'refused',
  unsupported_media_type: 'refused',
  body_too_large: 'tooLarge',
  too_many_requests: 'tooMany',
  unavailable: 'unavailable',
}

/** What is shown when there is no form that could be shown again. */
export async function brokenPage({ code }: Refusal, c: AppContext, status: ContentfulStatusCode) {
  // With a wrong setting there is nothing that a page could be made of.
  if (!c.var.deps) return c.json({ error: code, request_id: c.var.requestId }, status)
  const visit = await openVisit(c, { formToken: '' })
  const { broken } = visit.words.entry
  const { title, text } = broken[KINDS[code] ?? 'failed']
  const next = { href: '/', text: broken.home, quiet: true }
  const content = <OutcomeCard icon="alert" kind="warning" title={title} text={text} next={next} />
  return stage(visit, { title, content }, status)
}
