import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { apps } from '../tables/apps.ts'

/** How an app says who it is: the MACs that its secret may have in the row, none where it keeps no secret. */
export type AppCredentials = { appId: string; macs: readonly string[] }

/** Holds for the app with these credentials. MACs are compared, so the time that it takes says nothing. */
export const hasCredentials = ({ appId, macs }: AppCredentials): SQL | undefined =>
  and(
    eq(apps.id, appId),
    isNull(apps.disabledAt),
    macs.length === 0
      ? isNull(apps.secret)
      : sql`${apps.secret} in (select value from json_each(${JSON.stringify(macs)}))`,
  )
