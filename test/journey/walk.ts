import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'

const ROOT = resolve(import.meta.dirname, '../..')
const END_OF_STEP = '@@ end of step @@'

/** A block of a walk-through: what to paste, and the lines that it prints (`# →`; `…` stands for anything). */
export type Step = { script: string; prints: string[] }

export function stepsOf(section: string, page = 'README.md'): Step[] {
  const [, text = ''] = readFileSync(resolve(ROOT, page), 'utf8').split(`\n## ${section}\n`)
  const [chapter = ''] = text.split('\n## ')
  return [...chapter.matchAll(/```bash\n(.*?)```/gs)].map(([, script = '']) => ({
    script,
    prints: [...script.matchAll(/^# → (.*)$/gm)].map(([, line = '']) => line),
  }))
}

/** Runs the steps in one bash, one after the other. Answers the lines that each of them printed. */
export async function walk(steps: Step[], { url }: { url: string }): Promise<string[][]> {
  const scripts = steps.map(({ script }) => `${script}\nprintf '\\n%s\\n' '${END_OF_STEP}'\n`)
  const text = scripts.join('').replace('POSTERN=http://localhost:8787', `POSTERN=${url}`)
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', text])
  const printed = stdout.split(`${END_OF_STEP}\n`).slice(0, -1)
  return printed.map((output) => output.split('\n').filter((line) => line !== ''))
}

/** The pattern of such a line. */
export const pattern = (line: string) =>
  new RegExp(
    `^${line
      .split('…')
      .map((part) => RegExp.escape(part))
      .join('.*')}$`,
  )
