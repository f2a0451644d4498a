import { stripVTControlCharacters } from 'node:util'

/** What wrangler warns of at each start, though nothing is wrong. The greeting says what matters of it. */
const EXPECTED = /^\S* ?\[WARNING\] Scheduled Workers are not automatically triggered/

const isOfNotice = (line: string) => /^\s|^$/.test(line)

/** Copies text line by line, without the warnings that are expected. A warning ends before the next unindented line. */
export async function copyWithoutNotices(
  from: AsyncIterable<string>,
  write: (text: string) => unknown,
): Promise<void> {
  let isInNotice = false
  let rest = ''
  const copy = (line: string) => {
    const plain = stripVTControlCharacters(line).trimEnd()
    isInNotice = EXPECTED.test(plain) || (isInNotice && isOfNotice(plain))
    if (!isInNotice) write(line)
  }
  for await (const chunk of from) {
    const lines = (rest + chunk).split(/(?<=\n)/)
    rest = lines.at(-1)?.endsWith('\n') === false ? (lines.pop() ?? '') : ''
    for (const line of lines) copy(line)
  }
  if (rest !== '') copy(rest)
}
