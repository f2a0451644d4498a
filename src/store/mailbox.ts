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

/** Mails of the development service, newest first: UUIDv7 ids sort by time. One KV write each. */
export function mailboxStore(kv: KVNamespace) {
  /** KV lists a thousand at a time, the oldest first. */
  async function keys(): Promise<string[]> {
    const names: string[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await kv.list({ prefix: PREFIX, cursor: cursor ?? null })
      names.push(...page.keys.map(({ name }) => name))
      cursor = page.list_complete ? null : page.cursor
    }
    return names.toReversed()
  }

  return {
    async put(mail: StoredMail): Promise<void> {
      await kv.put(PREFIX + mail.id, JSON.stringify(mail), { expirationTtl: 86_400 })
    },
    async all(): Promise<StoredMail[]> {
      const mails = await Promise.all((await keys()).map((key) => kv.get<StoredMail>(key, 'json')))
      return mails.filter((mail) => mail !== null)
    },
    async empty(): Promise<void> {
      await Promise.all((await keys()).map((key) => kv.delete(key)))
    },
  }
}
