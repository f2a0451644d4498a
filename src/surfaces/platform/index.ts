import type { Surface } from '../../http/surface.ts'
import { dialect } from './failures.ts'
import { healthRoute } from './health.ts'
import { mailboxRoutes } from './mailbox.ts'
import { docsRoute } from './pages/docs.tsx'
import { guideRoutes } from './pages/guides.ts'
import { pageRoutes } from './pages/index.ts'
import { serviceRoutes } from './service.ts'

/** What belongs to no API: keys, health, pages, and in development the mailbox. Mounted last, it owns the rest. */
export const platform: Surface = {
  description:
    'Keys, health, this document, and the pages behind our mails. Absent in production: the mailbox.',
  prefixes: [''],
  dialect,
  routes: [...serviceRoutes, docsRoute, ...guideRoutes, healthRoute, ...pageRoutes, ...mailboxRoutes],
}
