import { randomToken } from '../../crypto/random.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import {
  MAX_ACCOUNTS,
  type PresentedDevice,
  readDeviceTokens,
  writeDeviceToken,
} from '../tokens/device-token.ts'

/** Device tokens for whoever has just signed in: of this account first, then of the browser's other accounts. */
export type DeviceTokens = [string, ...string[]]

type Needs = Pick<Deps, 'client' | 'config' | 'keyring' | 'now'>

/** The device tokens of a request that are ours. Of each account the newest one, the newest account first. */
export async function presentedDevices({ client, config, keyring, now }: Needs): Promise<PresentedDevice[]> {
  if (client.deviceTokens.length === 0) return []
  const at = { now: now(), notBefore: config.NOT_BEFORE }
  const devices = await readDeviceTokens(keyring, client.deviceTokens, at)
  const newestFirst = devices.toSorted((left, right) => right.issuedAt - left.issuedAt)
  return [...new Map(newestFirst.toReversed().map((device) => [device.userId, device])).values()].toReversed()
}

/** The name of this device, if one of its tokens is of the account and no reset has made it unknown. */
export const nameOfDevice = (
  devices: readonly PresentedDevice[],
  user: Pick<User, 'id' | 'deviceEpoch'>,
): string | undefined =>
  devices.find(({ userId, epoch }) => userId === user.id && epoch === user.deviceEpoch)?.device

/**
 * Makes this device a known one of an account, after a sign-in or whatever proves as much. `device` is its
 * name, where it was known before.
 */
export async function rememberDevice(
  deps: Needs,
  { user, device = randomToken() }: { user: Pick<User, 'id' | 'deviceEpoch'>; device?: string | undefined },
): Promise<DeviceTokens> {
  const issuedAt = Math.floor(deps.now() / 1_000)
  const token = { userId: user.id, epoch: user.deviceEpoch, device, issuedAt }
  const others = (await presentedDevices(deps)).filter(({ userId }) => userId !== user.id)
  const kept = others.slice(0, MAX_ACCOUNTS - 1).map(({ text }) => text)
  return [await writeDeviceToken(deps.keyring, token), ...kept]
}
