import type { Deps } from '../../core/deps.ts'
import type { Dialect } from '../../http/refuse.ts'
import type { Surface } from '../../http/surface.ts'
import { dialect } from './failures.ts'
import { healthRoute } from './health.ts'
import { mailboxRoutes } from './mailbox.ts'
import { docsRoute } from './pages/docs.tsx'
import { guideRoutes } from './pages/guides.ts'
import { pageRoutes } from './pages/index.ts'
import { serviceRoutes } from './service.ts'

/** A page behind a mail says it to people in their language. Everything else here is for programs and developers. */
const pageOf: NonNullable<Dialect['pageOf']> = (refusal, c, status) => {
  const { deps }: { deps?: Deps } = c.var
  const mailed = pageRoutes.find(({ path, showRefusal }) => showRefusal && path === refusal.route)
  // With a wrong setting there is nothing that a page could be made of.
  if (!deps || !mailed?.showRefusal) return c.json(dialect.bodyOf(refusal), status)
  return mailed.showRefusal(c, refusal.code, status)
}

/** What belongs to no API: keys, health, pages, and in development the mailbox. Mounted last, it owns the rest. */
export const platform: Surface = {
  description:
    'Keys, health, this document, and the pages behind our mails. Absent in production: the mailbox.',
  prefixes: [''],
  dialect: { ...dialect, pageOf },
  routes: [...serviceRoutes, docsRoute, ...guideRoutes, healthRoute, ...pageRoutes, ...mailboxRoutes],
}
