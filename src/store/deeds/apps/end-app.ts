import { and, eq, isNotNull, isNull, or, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type ShownApp, shownApp } from '../../pieces/apps.ts'
import { endSessionsOfApp, ids } from '../../pieces/end-sessions.ts'
import { onlyOnce, repeatable } from '../../repetition.ts'
import { apps } from '../../tables/apps.ts'
import { grants } from '../../tables/grants.ts'

/** `by` names the one run that does it. */
type Ending = { id: string; by: string; now: number }
type Ended = { app: ShownApp; ended: string[] }

/** Disables an app and ends its sessions. Undefined when there is no such app that is enabled. */
export const disableApp = ({ db }: Connection) =>
  repeatable(async ({ id, by, now }: Ending): Promise<Ended | undefined> => {
    const isDisabledNow = and(eq(apps.id, id), eq(apps.disabledAt, now))
    const { disabled, ended } = await transaction(db, {
      // The moment tells a second run of this request that the first has done it.
      disabled: db
        .update(apps)
        .set({ disabledAt: now })
        .where(and(eq(apps.id, id), or(isNull(apps.disabledAt), isDisabledNow)))
        .returning(shownApp),
      ended: endSessionsOfApp(db, {
        appId: id,
        reason: 'app_disabled',
        by,
        now,
        condition: sql`exists (select 1 from ${apps} where ${isDisabledNow})`,
      }),
    })
    return disabled[0] && { app: disabled[0], ended: ids(ended) }
  })

/** Undefined when there is no such app that is disabled. A second run cannot know that the first one has enabled it. */
export const enableApp = ({ db }: Connection) =>
  onlyOnce(async (id: string): Promise<ShownApp | undefined> => {
    const [enabled] = await db
      .update(apps)
      .set({ disabledAt: null })
      .where(and(eq(apps.id, id), isNotNull(apps.disabledAt)))
      .returning(shownApp)
    return enabled
  })

/**
 * Deletes an app, what users have allowed it, and ends its sessions. Undefined when there is no such app; a second run
 * cannot know that the first one deleted it.
 */
export const removeApp = ({ db }: Connection) =>
  onlyOnce(async ({ id, by, now }: Ending): Promise<Ended | undefined> => {
    const { ended, removed } = await transaction(db, {
      ended: endSessionsOfApp(db, { appId: id, reason: 'app_removed', by, now, condition: undefined }),
      grants: db.delete(grants).where(eq(grants.appId, id)),
      removed: db.delete(apps).where(eq(apps.id, id)).returning(shownApp),
    })
    return removed[0] && { app: removed[0], ended: ids(ended) }
  })
