import { repeatable } from '../repetition.ts'

/** A mail that was not sent, since this is development: it waits here to be read. */
export type StoredMail = {
  id: string
  to: string
  from: string
  subject: string
  text: string
  html: string
  createdAt: string
}

const PREFIX = 'mailbox:'

/** KV lists a thousand at a time, the oldest first: UUIDv7 ids sort by time. */
async function keysOf(kv: KVNamespace): Promise<string[]> {
  const names: string[] = []
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await kv.list({ prefix: PREFIX, cursor: cursor ?? null })
    names.push(...page.keys.map(({ name }) => name))
    cursor = page.list_complete ? null : page.cursor
  }
  return names
}

export const putDevMail = (kv: KVNamespace) =>
  repeatable(async (mail: StoredMail): Promise<void> => {
    await kv.put(PREFIX + mail.id, JSON.stringify(mail), { expirationTtl: 86_400 })
  })

/** Newest first. */
export const allDevMails = (kv: KVNamespace) =>
  repeatable(async (): Promise<StoredMail[]> => {
    const keys = (await keysOf(kv)).toReversed()
    const mails = await Promise.all(keys.map((key) => kv.get<StoredMail>(key, 'json')))
    return mails.filter((mail) => mail !== null)
  })

export const deleteDevMails = (kv: KVNamespace) =>
  repeatable(async (): Promise<void> => {
    await Promise.all((await keysOf(kv)).map((key) => kv.delete(key)))
  })
