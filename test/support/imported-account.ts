import { storable } from '../../src/commands/users/password.ts'
import { type Account, registered } from './account.ts'
import { rows } from './database.ts'

export const storedPassword = async ({ id }: { id: string }) => {
  const [row] = await rows<{ password: string }>('select password from users where id = ?', id)
  return row?.password ?? ''
}

/** Somebody whose stored string is what an import makes of `hash`. */
export async function importedAccount({
  password,
  hash,
}: {
  password: string
  hash: string | null
}): Promise<Account> {
  const ada = await registered({ roaming: true })
  await rows('update users set password = ? where id = ?', storable(hash), ada.id)
  return { ...ada, password }
}
