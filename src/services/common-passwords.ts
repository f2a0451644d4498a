/**
 * The list of common passwords: the 3500 most frequent leaked ones of eight or more characters, in lower case and sorted.
 * ASVS 6.2.4 asks for the first 3 000. They are taken, in their order, from the password dictionary of
 * @zxcvbn-ts/language-common 4.1.3 (MIT License, Copyright (c) 2012-2016 Dan Wheeler and Dropbox, Inc., 2021 the zxcvbn-ts
 * authors), which ranks the passwords of public leaks by frequency. The list is a static asset, read when somebody first
 * sets a password: in the Worker it would be a thirtieth of what every start reads.
 *
 * @param path of the asset, a password a line
 * @returns whether a password, in lower case, is on the list. It throws an Error when the asset cannot be read.
 */
export function openCommonPasswords(
  assets: Pick<Fetcher, 'fetch'>,
  path: string,
): (password: string) => Promise<boolean> {
  let list: ReadonlySet<string> | undefined
  return async (password) => {
    list ??= await read(assets, path)
    return list.has(password)
  }
}

async function read(assets: Pick<Fetcher, 'fetch'>, path: string): Promise<ReadonlySet<string>> {
  const answer = await assets.fetch(new URL(path, 'https://assets'))
  if (!answer.ok) throw new Error(`asset ${path}: ${answer.status}`)
  return new Set((await answer.text()).split('\n'))
}
