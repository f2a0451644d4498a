import { bindings } from './bindings.ts'
import { rows, tableNames } from './database.ts'

/** Everything that is in D1 now; calling it brings that back, whatever has happened since. */
export async function snapshot(): Promise<() => Promise<void>> {
  const tables = await Promise.all(
    (await tableNames()).map(async (name) => ({ name, contents: await rows(`select * from ${name}`) })),
  )
  return async () => {
    const statements = tables.flatMap(({ name, contents }) => {
      const inserts = contents.map((row) => {
        const columns = Object.keys(row)
        const places = columns.map(() => '?').join()
        const insert = bindings.DB.prepare(`insert into ${name} (${columns.join()}) values (${places})`)
        return insert.bind(...Object.values(row))
      })
      return [bindings.DB.prepare(`delete from ${name}`)].concat(inserts)
    })
    await bindings.DB.batch(statements)
  }
}
