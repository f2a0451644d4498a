import { and, eq, isNotNull } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { type ShownApp, shownApp } from '../../pieces/apps.ts'
import { repeatable } from '../../repetition.ts'
import { type App, apps } from '../../tables/apps.ts'

/** Writes a new app. Its id is made for it, so that one that is there is the same. */
export const addApp = ({ db }: Connection) =>
  repeatable(async (app: App): Promise<void> => {
    await db.insert(apps).values(app).onConflictDoNothing()
  })

/** Undefined when there is no such app, and for one without a secret that would go without PKCE. */
export const editApp = ({ db }: Connection) =>
  repeatable(
    async ({
      id,
      facts,
    }: {
      id: string
      facts: Omit<App, 'id' | 'secret' | 'createdAt' | 'disabledAt'>
    }): Promise<ShownApp | undefined> => {
      const mayBe = facts.pkce === 'optional' ? isNotNull(apps.secret) : undefined
      const [edited] = await db
        .update(apps)
        .set(facts)
        .where(and(eq(apps.id, id), mayBe))
        .returning(shownApp)
      return edited
    },
  )

/** Another secret for an app that has one. Answers whether it has. */
export const replaceSecret = ({ db }: Connection) =>
  repeatable(async ({ id, mac }: { id: string; mac: string }): Promise<boolean> => {
    const replaced = await db
      .update(apps)
      .set({ secret: mac })
      .where(and(eq(apps.id, id), isNotNull(apps.secret)))
      .returning({ id: apps.id })
    return replaced.length === 1
  })
