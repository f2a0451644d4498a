import type { openAdministrationStore } from '../../store/administration.ts'
import type { Deps } from '../deps.ts'
import type { Guarded } from '../outage.ts'

/**
 * What administration may touch. It needs no secret, and it does not ask who calls: a surface lets in
 * administrators only, and whoever runs the command holds the database anyway.
 */
export type AdministrationDeps = Pick<Deps, 'now' | 'defer'> & {
  /** Who acts, for the history of the user: the id of an administrator, or `operator` for commands. */
  actor: string
  config: Pick<Deps['config'], 'ACCESS_TOKEN_TTL'>
  store: Guarded<ReturnType<typeof openAdministrationStore>>
}
