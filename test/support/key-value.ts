import { bindings } from './bindings.ts'

/** Everything that is in KV, as text, the mails of the development mailbox excepted: equal texts, nothing changed. */
export async function keyValueDump(): Promise<string> {
  const { keys } = await bindings.KV.list()
  const names = keys.map(({ name }) => name).filter((name) => !name.startsWith('mailbox:'))
  return JSON.stringify(
    await Promise.all(names.map(async (name) => [name, await bindings.KV.get(name, 'text')])),
  )
}
