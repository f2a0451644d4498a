import { openBindings } from '../bindings.ts'
import { isWithoutTables, type Place } from '../database.ts'
import { whileBusy, wordsOf } from '../while-busy.ts'
import { askWrangler, reasonIn, runWrangler } from '../wrangler.ts'

type Row = Record<string, unknown>

/** The rows that a store has answered, or why it has answered none. */
type Answer = { rows: Row[] } | { refused: string }

/** The database and key-value of an installation, as the doctor asks them. A table that is not there has no rows. */
export type Stores = {
  sql: (text: string) => Promise<Answer>
  keys: () => Promise<Answer>
}

/** Any keys do: the question is whether they can be listed. */
const PREFIX = 'probe'

/** Asks the stores of this machine in this process, because each start of wrangler costs seconds. */
export async function askStores<Result>(
  place: Place,
  act: (stores: Stores) => Promise<Result>,
): Promise<Result> {
  if (place === '--remote') return act(storesByWrangler())
  const opened = await openBindings(place).catch(wordsOf)
  if (typeof opened === 'string')
    return act({ sql: async () => refusal(opened), keys: async () => refusal(opened) })
  const { DB, KV, close } = opened
  const answerOf = (ask: () => Promise<Row[]>): Promise<Answer> =>
    whileBusy(ask).then(
      (rows) => ({ rows }),
      (error: unknown) => (isWithoutTables(wordsOf(error)) ? { rows: [] } : refusal(wordsOf(error))),
    )
  try {
    return await act({
      sql: (text) => answerOf(async () => (await DB.prepare(text).all<Row>()).results),
      keys: () =>
        answerOf(async () =>
          (await KV.list({ prefix: PREFIX, limit: 1 })).keys.map(({ name }) => ({ name })),
        ),
    })
  } finally {
    await close()
  }
}

const refusal = (reason: string) => ({ refused: reason.trim() })

/** The deployed stores, by commands of wrangler that need no more rights than to read them. */
export function storesByWrangler(run: typeof runWrangler = runWrangler): Stores {
  async function ask(args: string[], read: (output: string) => Row[]): Promise<Answer> {
    const { succeeded, output, said } = await askWrangler(args, run)
    if (succeeded) return { rows: read(output) }
    return isWithoutTables(said) ? { rows: [] } : { refused: reasonIn(said) }
  }
  return {
    sql: (text) => ask(['d1', 'execute', 'DB', '--remote', '--json', '--command', text], rowsIn),
    keys: () => ask(['kv', 'key', 'list', '--binding', 'KV', '--prefix', PREFIX, '--remote'], () => []),
  }
}

function rowsIn(output: string): Row[] {
  const answers = JSON.parse(output) as { results: Row[] }[]
  return answers[0]?.results ?? []
}
