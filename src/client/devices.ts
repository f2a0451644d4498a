import type { SessionStorage } from './storage.ts'

/** Accounts of one app that are remembered; a sign-in to one more forgets the oldest. */
const MAX_ACCOUNTS = 5

/** What the service knows this device by. It is no credential, so it stays after a sign-out. */
export type Devices = ReturnType<typeof createDevices>

/** A token begins with the id of its user, up to the first dot. */
const userOf = (token: string) => token.split('.')[0]

/** Keeps the device tokens that the service answers, the newest account first, as the header has them. */
export function createDevices({ key, storage }: { key: string; storage: SessionStorage }) {
  const held = async () => (await storage.getItem(key)) ?? ''
  return {
    held,
    async keep(token: string) {
      const others = (await held()).split(',').filter((each) => each !== '' && userOf(each) !== userOf(token))
      await storage.setItem(key, [token, ...others].slice(0, MAX_ACCOUNTS).join())
    },
  }
}
