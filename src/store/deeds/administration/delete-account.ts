import { eq } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type Account, account } from '../../pieces/account.ts'
import { endEverything, type Ending } from '../../pieces/end-everything.ts'
import { ids } from '../../pieces/end-sessions.ts'
import { onlyOnce } from '../../repetition.ts'
import { auditEvents } from '../../tables/audit-events.ts'
import { challenges } from '../../tables/challenges.ts'
import { isCountedOf } from '../../pieces/password-failures.ts'
import { passwordFailures } from '../../tables/password-failures.ts'
import { sessions } from '../../tables/sessions.ts'
import { users } from '../../tables/users.ts'

/**
 * Deletes a user and every row that is kept under their id. The sessions end first, so that their ids are
 * known. Undefined when nobody has this id; a second run cannot know that the first one deleted them.
 */
export const deleteAccount = ({ db }: Connection) =>
  onlyOnce(async (ending: Ending): Promise<{ account: Account; ended: string[] } | undefined> => {
    const { userId } = ending
    const { found, ended } = await transaction(db, {
      found: db.select(account).from(users).where(eq(users.id, userId)),
      ...endEverything(db, ending, { reason: 'deleted' }),
      challenges: db.delete(challenges).where(eq(challenges.subject, userId)),
      failures: db.delete(passwordFailures).where(isCountedOf(userId)),
      events: db.delete(auditEvents).where(eq(auditEvents.subject, userId)),
      sessions: db.delete(sessions).where(eq(sessions.userId, userId)),
      user: db.delete(users).where(eq(users.id, userId)),
    })
    return found[0] && { account: found[0], ended: ids(ended) }
  })
