import { randomToken } from '../../crypto/random.ts'
import type { PresentedDevice } from '../tokens/device-token.ts'

/**
 * The name of a device says whether a second step was passed on it. Without that it is a stranger's here: a reset
 * by mail makes a device known as well, and whoever reads the mailbox must not get tries of their own.
 */
const MARK = '2'
const LENGTH = 44

const isMarked = (device: string) => device.length === LENGTH && device.startsWith(MARK)

/** The devices whose failed second steps are counted apart. */
export const secondStepDevices = (devices: readonly PresentedDevice[]): PresentedDevice[] =>
  devices.filter(({ device }) => isMarked(device))

/** The name of a device from now on: a second step was passed on it. */
export const markedDevice = (device: string | undefined): string =>
  device !== undefined && isMarked(device) ? device : `${MARK}${randomToken()}`
