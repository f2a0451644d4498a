import { createSurface } from '../../http/surface.ts'
import { dialect } from './failures.ts'
import { routes } from './routes.ts'

/** `/api/v1/*` beside account-v1: bearer tokens, every answer in an envelope (source 2). */
export const apiV1 = () => createSurface({ prefixes: ['/api/v1'], dialect, routes })
