import { or, sql } from 'drizzle-orm'
import type { Given } from '../database.ts'
import { users } from '../tables/users.ts'
import { type Liveness, sessionIsOf } from './live-session.ts'

/** What a request brings that shows whose an account is: a live session, and device tokens whose MAC is right. */
export type AccountProof = {
  sid: string | undefined
  devices: readonly Device[]
}
export type Device = { userId: string; epoch: number }

/** Devices by the tokens that were sent, as JSON. */
export const deviceList = (devices: readonly Device[]) =>
  JSON.stringify(devices.map(({ userId, epoch }) => ({ userId, epoch })))

/** Holds when one of these devices is a known one of this user. `userId` may be a column of `users`. */
export const isDeviceOf = (devices: Given<string>, userId: Given<string>) =>
  sql`exists (select 1 from json_each(${devices}) as each cross join ${users} as known on known.id = each.value ->> 'userId' and known.device_epoch = each.value ->> 'epoch' where known.id = ${userId})`

/** Holds when the request shows that this account is the sender's: by a live session of it or by a known device. */
export const isProvenBy = ({ sid, devices }: AccountProof, userId: Given<string>, at: Liveness) =>
  sql`(${or(isDeviceOf(deviceList(devices), userId), sid === undefined ? undefined : sessionIsOf(sid, userId, at))})`
