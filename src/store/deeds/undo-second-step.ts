import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { type Database, transaction } from '../database.ts'
import { type Budget, isFree, listOf, readBudgets, spentUntil, takeAll } from '../pieces/budgets.ts'
import { isGood } from '../pieces/challenge.ts'
import {
  asksSecondStep,
  isEarlierCode,
  isEarlierPasskey,
  isEarlierTotp,
  moveOf,
  userOfLink,
} from '../pieces/earlier-factors.ts'
import type { Liveness } from '../pieces/live-session.ts'
import { AT_UNDO, knownDevice, SECOND_STEPS } from '../pieces/password-failures.ts'
import { type Outcome, outcomeOf, reserveTry, wantedValues, type Wanted } from '../pieces/reserve-try.ts'
import type { TryOutcome } from '../pieces/second-step-try.ts'
import { onlyOnce, repeatable } from '../repetition.ts'
import { challenges } from '../tables/challenges.ts'
import { type Passkey, passkeys } from '../tables/passkeys.ts'
import { recoveryCodes } from '../tables/recovery-codes.ts'
import { type Totp, totp } from '../tables/totp.ts'
import { type User, users } from '../tables/users.ts'

/** A link that undoes a change of address, and the address that was typed for it. */
type Link = { id: string; email: string }

/** What a good link is about, whether it asks for the second step, and what that can be passed with. */
export type Undoable = {
  user: User
  asks: boolean
  totp: Totp | undefined
  passkeys: Passkey[]
  /** The MACs of recovery codes. */
  macs: string[]
}

const isLink = ({ id, email }: Link, at: Liveness) =>
  and(
    eq(challenges.id, id),
    eq(challenges.purpose, 'undo_email_change'),
    eq(challenges.reserves, email),
    isGood(at),
  )

const isAsked = (link: Link, at: Liveness): SQL =>
  sql`(exists (select 1 from ${challenges} where ${isLink(link, at)}) and ${asksSecondStep(moveOf(link.id))})`

const read = (db: Database, link: Link, at: Liveness) => ({
  link: db
    .select({ user: users, asks: sql<number>`${asksSecondStep(moveOf(link.id))}` })
    .from(challenges)
    .innerJoin(users, eq(users.id, challenges.subject))
    .where(isLink(link, at)),
  totp: db
    .select()
    .from(totp)
    .where(isEarlierTotp(moveOf(link.id))),
  passkeys: db
    .select()
    .from(passkeys)
    .where(isEarlierPasskey(moveOf(link.id))),
  codes: db
    .select({ mac: recoveryCodes.mac })
    .from(recoveryCodes)
    .where(isEarlierCode(moveOf(link.id))),
})

type Found = {
  link: { user: User; asks: number }[]
  totp: Totp[]
  passkeys: Passkey[]
  codes: { mac: string }[]
}

function undoable(found: Found): Undoable | undefined {
  const [link] = found.link
  if (!link) return undefined
  const macs = found.codes.map(({ mac }) => mac)
  return { user: link.user, asks: link.asks === 1, totp: found.totp[0], passkeys: found.passkeys, macs }
}

/** What such a link is about; undefined when it is not good, or was not mailed to this address. */
export const findUndoable = ({ db, notBefore }: Connection) =>
  repeatable(async ({ now, ...link }: Link & { now: number }): Promise<Undoable | undefined> =>
    undoable(await transaction(db, read(db, link, { now, notBefore }))),
  )

type WantedBy = Wanted & Link & { networks: readonly Budget[] }

/**
 * The same with a code of an authenticator app: a try is taken before anybody compares. Failures of strangers are
 * counted for this link alone, those of known devices where their other failed second steps are.
 */
export const reserveUndoByTotp = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({
      id,
      email,
      networks,
      ...wanted
    }: WantedBy): Promise<(Undoable & { outcome: Outcome }) | undefined> => {
      const [link, at] = [
        { id, email },
        { now: wanted.now, notBefore },
      ]
      const userId = userOfLink(id)
      const about = {
        isAccount: sql`${users.id} = ${userId}`,
        stranger: sql<string>`${userId} || ${`${AT_UNDO}${id}`}`,
        counted: SECOND_STEPS,
        networks: listOf(networks, wanted.now),
        condition: isAsked(link, at),
      }
      const found = await transaction(db, {
        ...read(db, link, at),
        ...reserveTry(db, about, wantedValues(wanted)),
      })
      const account = undoable(found)
      return account && { ...account, outcome: outcomeOf(found, wanted, networks) }
    },
  )

/** The same with a proof that nobody can guess: it is counted by client only, so that nobody can lock the owner out. */
export const reserveUndo = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({
      id,
      email,
      networks,
      devices,
      human,
      now,
    }: Omit<WantedBy, 'name'>): Promise<(Undoable & { outcome: TryOutcome }) | undefined> => {
      const [link, at, list] = [{ id, email }, { now, notBefore }, listOf(networks, now)]
      const known = knownDevice(JSON.stringify(devices), sql`${users.id} = ${userOfLink(id)}`, { now })
      const isAdmitted = sql`(${known} is not null or ${human === 'shown'} or ${isFree(list, now)})`
      const found = await transaction(db, {
        ...read(db, link, at),
        tried: db
          .update(challenges)
          .set({ tries: sql`${challenges.tries} + 1` })
          .where(and(isLink(link, at), isAsked(link, at), isAdmitted))
          .returning({ id: challenges.id }),
        client: takeAll(db, now, { list, condition: sql`${known} is null` }).returning(),
        spent: readBudgets(db, list),
      })
      const account = undoable(found)
      if (!account) return undefined
      if (found.tried.length > 0)
        return {
          ...account,
          outcome: { user: account.user, counted: found.client.length > 0 ? networks : [] },
        }
      return human === 'missing'
        ? { ...account, outcome: { refused: 'human' } }
        : {
            ...account,
            outcome: { refused: 'client', until: spentUntil(found.spent, networks, now) ?? now + 1_000 },
          }
    },
  )
