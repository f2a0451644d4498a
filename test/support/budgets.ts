import { rows } from './database.ts'

type Counted = { owner: string; name: string; count: number; endsAt: number }

/** What is counted of budgets whose owner is like this; `%` stands for anything. */
export const counted = (owner = '%') =>
  rows<Counted>(
    `select owner, each.key as name, each.value ->> 0 as count, each.value ->> 1 as endsAt
     from budgets, json_each(budgets.counts) as each where owner like ? order by owner, name`,
    owner,
  )

/** How often this budget was taken from. */
export const countOf = async (owner: string, name: string) =>
  (await counted(owner)).find((each) => each.name === name)?.count ?? 0

/** Makes it so often, in a window of this length; the other budgets of the owner stay. */
export const setCount = (owner: string, name: string, count: number, lasts = 60_000) => {
  const ends = Date.now() + lasts
  return rows(
    `insert into budgets (owner, counts, resets_at) values (?1, json_object(?2, json_array(?3, ?4)), ?4)
     on conflict do update set counts = json_patch(counts, excluded.counts), resets_at = max(resets_at, ?4)`,
    owner,
    name,
    count,
    ends,
  )
}

/** Makes the count of every budget that is there so often, where its owner is like this. */
export async function setCounts(owner: string, count: number | ((name: string, was: number) => number)) {
  for (const each of await counted(owner)) {
    const is = typeof count === 'number' ? count : count(each.name, each.count)
    await setCount(each.owner, each.name, is, each.endsAt - Date.now())
  }
}
