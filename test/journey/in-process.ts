import { vi } from 'vitest'
import { type Command, execute } from '../../src/commands/terminal.ts'

/**
 * Runs a command with its words in this process, as if it had been called in a folder. It costs a tenth of what
 * `npm run` does, which starts npm, Node and wrangler each time. Answers what the command prints, without the
 * progress that a slow machine shows.
 */
export async function runHere(command: Command, folder: string, ...words: string[]) {
  const stdout: string[] = []
  const stderr: string[] = []
  const spies = [
    vi.spyOn(console, 'log').mockImplementation((line) => void stdout.push(`${line}\n`)),
    vi.spyOn(console, 'error').mockImplementation((line) => void stderr.push(`${line}\n`)),
    vi.spyOn(process.stderr, 'write').mockReturnValue(true),
  ]
  const [home, environment] = [process.cwd(), { ...process.env }]
  process.chdir(folder)
  try {
    const code = await execute(command, words)
    return { code, stdout: stdout.join(''), stderr: stderr.join('') }
  } finally {
    process.chdir(home)
    // Commands tell wrangler by the environment to be quiet. The next service shall not be.
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
    Object.assign(process.env, environment)
    for (const spy of spies) spy.mockRestore()
  }
}
